-- an error that pretends to come from elsewhere
-- ends: item
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    error("other.lua:1: all is well", 0)
  end,
}
