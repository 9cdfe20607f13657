-- reaches for rawset
-- ends: unknown global name "rawset"
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    rawset(p, "days", 0)
    return true
  end,
}
