-- a float that stops growing never reaches the end
-- ends: took longer than
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    for i = 1, math.huge do end
    return true
  end,
}
