-- divides a time by zero
-- ends: attempt to perform
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    return (ctx.now % 0) == 1
  end,
}
