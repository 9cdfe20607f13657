-- reaches for rawget
-- ends: unknown global name "rawget"
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    rawget(item, "key")
    return true
  end,
}
