-- changes a library through table.insert
-- ends: cannot be set
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    table.insert(string, 1)
    return true
  end,
}
