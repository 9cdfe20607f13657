-- answers item
-- ends: the verdict is a userdata
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    return item
  end,
}
