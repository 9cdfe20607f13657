-- an item is no function
-- ends: attempt to call
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    return item()
  end,
}
