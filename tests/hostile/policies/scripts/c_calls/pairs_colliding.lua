-- keys that all land in one place
-- ends: took longer than | too many entries
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    local t = {}
    for i = 1, 100000 do t[i * 131071] = i end
    while true do for k in pairs(t) do end end
  end,
}
