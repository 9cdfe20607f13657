-- changes which item it is
-- ends: an item cannot be changed
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    item.key = "42"
    return true
  end,
}
