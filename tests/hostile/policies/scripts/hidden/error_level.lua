-- an error that claims another place
-- ends: nowhere
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    error("nowhere", 1000000)
  end,
}
