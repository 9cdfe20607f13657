-- answers 0/0
-- ends: the verdict is a number
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    return 0/0
  end,
}
