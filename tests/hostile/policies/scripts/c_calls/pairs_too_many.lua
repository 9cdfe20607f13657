-- more keys than pairs() orders
-- ends: 
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    local t = {}
    for i = 1, 200000 do t[i / 2] = true end
    for k in pairs(t) do end
    return true
  end,
}
