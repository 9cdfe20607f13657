-- gives the rotation times for items
-- ends: needs an item
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  group_by = { "status" },
  time = "closed_at",
  decide_group = function(items, p, ctx)
    return ctx.keep({ ctx.now, ctx.now, ctx.now }, { last = 1 })
  end,
}
