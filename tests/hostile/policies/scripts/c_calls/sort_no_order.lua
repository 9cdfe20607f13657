-- an order that contradicts itself
-- ends: took longer than
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    local t = {}
    for i = 1, 100 do t[i] = i end
    while true do table.sort(t, function(a, b) return true end) end
  end,
}
