-- answers true, item
-- ends: the reason is a
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    return true, item
  end,
}
