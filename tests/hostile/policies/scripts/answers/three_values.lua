-- answers true, "a", "b"
-- ends: more than a verdict
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    return true, "a", "b"
  end,
}
