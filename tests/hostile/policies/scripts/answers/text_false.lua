-- answers "false"
-- ends: the verdict is a string
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    return "false"
  end,
}
