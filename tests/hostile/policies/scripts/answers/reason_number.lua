-- answers true, 7
-- ends: the reason is a number
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    return true, 7
  end,
}
