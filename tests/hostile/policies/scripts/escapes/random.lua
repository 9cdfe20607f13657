-- chance
-- ends: unknown name in math "random"
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    return math.random() < 2
  end,
}
