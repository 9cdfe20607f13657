-- a list without end
-- ends: of memory | took longer than
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    local t = {}
    for i = 1, math.huge do t[#t + 1] = i end
  end,
}
