-- fewer of them, so that the table may be made
-- ends: took longer than
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    local t = {}
    for i = 1, 8000 do t[i * 16383] = i end
    while true do for k in pairs(t) do end end
  end,
}
