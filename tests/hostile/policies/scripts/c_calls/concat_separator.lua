-- joins nothing with much in between
-- ends: of memory | took longer than
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    local s, t = ("x"):rep(1000000), {}
    for i = 1, 5000 do t[i] = "" end
    return table.concat(t, s) ~= ""
  end,
}
