-- reaches for next
-- ends: unknown global name "next"
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    next(p)
    return true
  end,
}
