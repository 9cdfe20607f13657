-- an error that is no text
-- ends: error value of type table
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    error({ status = "closed" })
  end,
}
