-- sorts inside of the comparison, without end
-- ends: 
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    local t = {}
    for i = 1, 5000 do t[i] = i end
    local function before(a, b) table.sort(t, before) return a < b end
    table.sort(t, before)
    return true
  end,
}
