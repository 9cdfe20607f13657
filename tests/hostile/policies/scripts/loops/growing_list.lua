-- ipairs over a list that grows while it is walked
-- ends: 
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    local t = { 1 }
    for i in ipairs(t) do t[i + 1] = i end
    return true
  end,
}
