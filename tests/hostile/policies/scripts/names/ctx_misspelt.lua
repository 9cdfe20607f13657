-- a function of ctx that is none
-- ends: unknown name in ctx
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    return ctx.agee(item.closed_at, "d") > 1
  end,
}
