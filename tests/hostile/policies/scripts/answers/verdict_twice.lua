-- answers true, true
-- ends: the reason is a boolean
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    return true, true
  end,
}
