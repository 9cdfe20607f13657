-- a group answers items
-- ends: verdict 1 is a userdata
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  group_by = { "status" },
  time = "closed_at",
  decide_group = function(items, p, ctx)
    return items
  end,
}
