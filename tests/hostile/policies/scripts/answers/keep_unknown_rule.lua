-- a rule that is none
-- ends: unknown rule
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  group_by = { "status" },
  time = "closed_at",
  decide_group = function(items, p, ctx)
    return ctx.keep(items, { last = 1, dayly = 3 })
  end,
}
