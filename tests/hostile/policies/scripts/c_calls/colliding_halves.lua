-- keys of half numbers that all land in one place
-- ends: 
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    local t = {}
    for i = 1, 60000 do t[i * 131071 + 0.5] = i end
    return true
  end,
}
