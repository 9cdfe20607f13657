-- an item is no list
-- ends: is no name of a field
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    return item[1] == nil
  end,
}
