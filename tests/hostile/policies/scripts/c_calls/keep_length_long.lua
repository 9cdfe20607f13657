-- a length of many pieces that add up beyond all numbers
-- ends: ctx.keep
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  group_by = { "status" },
  time = "closed_at",
  decide_group = function(items, p, ctx)
    ctx.keep(items, { within = ("999y"):rep(200000) })
    return { true, true, true }
  end,
}
