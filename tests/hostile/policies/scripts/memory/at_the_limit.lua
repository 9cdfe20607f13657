-- fills almost everything, then makes garbage at the brink
-- ends: 
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    local t, s = {}, ("x"):rep(100000)
    for i = 1, 300 do t[i] = s .. i end
    while true do local u = s .. "y" end
  end,
}
