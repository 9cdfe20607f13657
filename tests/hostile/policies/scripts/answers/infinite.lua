-- answers 1/0
-- ends: the verdict is a number
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    return 1/0
  end,
}
