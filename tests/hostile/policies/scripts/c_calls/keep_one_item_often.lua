-- gives one item a million times to the rotation
-- ends: ctx.keep
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  group_by = { "status" },
  time = "closed_at",
  decide_group = function(items, p, ctx)
    local many = {}
    for i = 1, 300000 do many[i] = items[1] end
    ctx.keep(many, { last = 1, hourly = 9, daily = 9, weekly = 9, monthly = 9, yearly = 9, within_yearly = "9y" })
    return { true, true, true }
  end,
}
