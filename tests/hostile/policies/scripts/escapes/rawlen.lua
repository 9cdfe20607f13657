-- reaches for rawlen
-- ends: unknown global name "rawlen"
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    rawlen(p)
    return true
  end,
}
