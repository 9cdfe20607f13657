-- gives the rotation tables that look like items
-- ends: needs an item
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  group_by = { "status" },
  time = "closed_at",
  decide_group = function(items, p, ctx)
    return ctx.keep({ { size = 1, modified = ctx.now }, items[1], items[2] }, { last = 1 })
  end,
}
