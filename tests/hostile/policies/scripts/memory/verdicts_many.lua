-- an answer of a million verdicts
-- ends: verdicts for 3 items
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  group_by = { "status" },
  time = "closed_at",
  decide_group = function(items, p, ctx)
    local out = {}
    for i = 1, 500000 do out[i] = true end
    return out
  end,
}
