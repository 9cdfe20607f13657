-- a group answers { true, nil, true }
-- ends: verdict 2 is a nil
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  group_by = { "status" },
  time = "closed_at",
  decide_group = function(items, p, ctx)
    return { true, nil, true }
  end,
}
