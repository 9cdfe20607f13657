-- a group answers { true, true, 0 }
-- ends: verdict 3 is a number
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  group_by = { "status" },
  time = "closed_at",
  decide_group = function(items, p, ctx)
    return { true, true, 0 }
  end,
}
