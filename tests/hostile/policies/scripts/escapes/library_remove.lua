-- changes a library through table.remove
-- ends: keeps
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    return table.remove(string) ~= nil
  end,
}
