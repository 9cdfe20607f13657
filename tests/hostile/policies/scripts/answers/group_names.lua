-- a group answers { a = true, b = true, c = true }
-- ends: 0 verdicts for 3 items
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  group_by = { "status" },
  time = "closed_at",
  decide_group = function(items, p, ctx)
    return { a = true, b = true, c = true }
  end,
}
