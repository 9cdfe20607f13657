-- cuts one byte off for ever
-- ends: took longer than
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    local s = ("ab"):rep(500000)
    while true do local t = s:sub(2) end
  end,
}
