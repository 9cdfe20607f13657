-- ends after centuries
-- ends: took longer than
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    for i = 1, math.maxinteger do end
    return true
  end,
}
