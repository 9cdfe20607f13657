-- joins what is already large
-- ends: of memory | took longer than
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    local s, t = ("x"):rep(1000000), {}
    for i = 1, 200 do t[i] = s end
    return table.concat(t) ~= ""
  end,
}
