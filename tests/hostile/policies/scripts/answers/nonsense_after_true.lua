-- nominates two items, then answers nonsense
-- ends: the verdict is a string
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    if item.amount == 3 then return "true" end
    return true
  end,
}
