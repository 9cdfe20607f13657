-- an error that is the item
-- ends: error value of type
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    error(item)
  end,
}
