-- an item has no length
-- ends: attempt to get length
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    return #item == 0
  end,
}
