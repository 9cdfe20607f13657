-- a group answers { 1, 1, 1 }
-- ends: verdict 1 is a number
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  group_by = { "status" },
  time = "closed_at",
  decide_group = function(items, p, ctx)
    return { 1, 1, 1 }
  end,
}
