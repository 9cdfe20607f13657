-- walks over an item
-- ends: pairs() needs a table
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    for k in pairs(item) do end
    return true
  end,
}
