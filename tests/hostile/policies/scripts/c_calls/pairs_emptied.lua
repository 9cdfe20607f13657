-- walks a large table of which nothing is left
-- ends: took longer than | too many entries
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    local t = {}
    for i = 1, 100000 do t["k" .. i] = true end
    for i = 1, 100000 do t["k" .. i] = nil end
    while true do for k in pairs(t) do end end
  end,
}
