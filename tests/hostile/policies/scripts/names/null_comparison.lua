-- NULL is not less than anything
-- ends: attempt to compare
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    return item.note < 3
  end,
}
