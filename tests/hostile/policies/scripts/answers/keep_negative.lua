-- a count below unlimited
-- ends: must be a whole number
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  group_by = { "status" },
  time = "closed_at",
  decide_group = function(items, p, ctx)
    return ctx.keep(items, { last = -2 })
  end,
}
