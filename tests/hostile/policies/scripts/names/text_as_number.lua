-- a text is no number
-- ends: attempt to perform arithmetic
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    return item.status + 1 > 0
  end,
}
