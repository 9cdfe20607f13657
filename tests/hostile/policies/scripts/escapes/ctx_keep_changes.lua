-- changes the rules while they are read
-- ends: ctx.keep
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  group_by = { "status" },
  time = "closed_at",
  decide_group = function(items, p, ctx)
    return ctx.keep(items, ctx)
  end,
}
