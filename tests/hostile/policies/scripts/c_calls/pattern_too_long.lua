-- an expression of a megabyte
-- ends: longer than 1,000 bytes
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    return ctx.matches(item.status, ("a"):rep(1000000))
  end,
}
