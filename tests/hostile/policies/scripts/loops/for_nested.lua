-- each loop is short, all together are not
-- ends: took longer than
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    for a = 1, 1000 do for b = 1, 1000 do for c = 1, 1000 do for d = 1, 1000 do end end end end
    return true
  end,
}
