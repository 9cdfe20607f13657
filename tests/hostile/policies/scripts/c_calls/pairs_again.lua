-- orders the keys of a large table for ever
-- ends: took longer than | too many entries
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    local t = {}
    for i = 1, 20000 do t["k" .. i] = true end
    while true do pairs(t) end
  end,
}
