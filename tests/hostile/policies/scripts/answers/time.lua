-- answers ctx.now
-- ends: the verdict is a
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    return ctx.now
  end,
}
