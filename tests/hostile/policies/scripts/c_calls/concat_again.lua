-- joins the same list for ever
-- ends: took longer than
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    local t = {}
    for i = 1, 5000 do t[i] = "abcdefgh" end
    while true do local s = table.concat(t, ", ") end
  end,
}
