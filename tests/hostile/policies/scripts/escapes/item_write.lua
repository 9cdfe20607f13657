-- changes a field
-- ends: an item cannot be changed
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    item.status = "closed"
    return true
  end,
}
