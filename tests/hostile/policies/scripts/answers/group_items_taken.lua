-- takes an item out of the list and answers for the rest
-- ends: 2 verdicts for 3 items
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  group_by = { "status" },
  time = "closed_at",
  decide_group = function(items, p, ctx)
    table.remove(items, 1)
    local out = {}
    for i in ipairs(items) do out[i] = true end
    return out
  end,
}
