-- answers function() return true end
-- ends: the verdict is a function
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    return function() return true end
  end,
}
