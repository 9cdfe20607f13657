-- sorts a library
-- ends: keeps
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    table.sort(math)
    return #math > 0
  end,
}
