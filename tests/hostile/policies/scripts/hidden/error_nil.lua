-- an error that is nothing
-- ends: error value of type nil
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    error(nil)
  end,
}
