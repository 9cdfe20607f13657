-- an expression that unfolds to a million
-- ends: bad pattern
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    return ctx.matches(item.status, "((a{100}){100}){100}")
  end,
}
