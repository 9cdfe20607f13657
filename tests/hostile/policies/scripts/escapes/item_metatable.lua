-- reaches for the item's metatable by name
-- ends: not declared in fields
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    return item.__index ~= nil
  end,
}
