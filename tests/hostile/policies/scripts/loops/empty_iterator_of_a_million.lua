-- select over many arguments, again and again
-- ends: took longer than
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    local function count(...) return select("#", ...) end
    local t = {}
    for i = 1, 200 do t[i] = i end
    while true do count(table.unpack(t)) end
  end,
}
