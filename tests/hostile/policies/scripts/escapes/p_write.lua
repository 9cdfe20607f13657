-- changes a parameter
-- ends: cannot be set
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    p.days = 0
    return true
  end,
}
