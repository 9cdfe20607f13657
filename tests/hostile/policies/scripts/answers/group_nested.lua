-- a group answers { { { true } }, { true }, { true } }
-- ends: the verdict is a table
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  group_by = { "status" },
  time = "closed_at",
  decide_group = function(items, p, ctx)
    return { { { true } }, { true }, { true } }
  end,
}
