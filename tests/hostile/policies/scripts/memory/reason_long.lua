-- a reason of a megabyte for every item
-- ends: the reason is
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    return false, ("x"):rep(1000000) .. item.amount
  end,
}
