-- a where of ten thousand lists
-- ends: 
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    local t = {}
    for i = 1, 8000 do t[i] = ('x'):rep(4000) end
    return #table.concat(t) > 0
  end,
}
