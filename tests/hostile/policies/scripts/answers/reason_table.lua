-- answers true, { "old" }
-- ends: the reason is a table
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    return true, { "old" }
  end,
}
