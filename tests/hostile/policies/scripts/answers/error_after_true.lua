-- nominates two items, then errs
-- ends: third
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    if item.amount == 3 then error("third") end
    return true
  end,
}
