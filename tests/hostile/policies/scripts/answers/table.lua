-- answers {}
-- ends: the verdict is a table
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    return {}
  end,
}
