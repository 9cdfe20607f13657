-- reads a number of a million digits, for ever
-- ends: took longer than
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    local s = ("1"):rep(1000000)
    while true do local n = tonumber(s) end
  end,
}
