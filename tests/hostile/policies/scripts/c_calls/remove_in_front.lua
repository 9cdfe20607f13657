-- the same, backwards
-- ends: took longer than
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    local t = {}
    for i = 1, 100000 do t[i] = i end
    while #t > 0 do table.remove(t, 1) end
    return true
  end,
}
