-- drops an item, makes garbage, then errs: the message names what was read
-- ends: gone
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  group_by = { "status" },
  time = "closed_at",
  decide_group = function(items, p, ctx)
    local n = items[1].amount
    items[1], items[2], items[3] = nil, nil, nil
    local t = {}
    for i = 1, 20000 do t[i % 100] = { i } end
    error("gone " .. n)
  end,
}
