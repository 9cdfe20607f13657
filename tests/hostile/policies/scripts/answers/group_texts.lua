-- a group answers { "true", "true", "true" }
-- ends: verdict 1 is a string
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  group_by = { "status" },
  time = "closed_at",
  decide_group = function(items, p, ctx)
    return { "true", "true", "true" }
  end,
}
