-- reads a million spaces, for ever
-- ends: took longer than
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    local s = (" "):rep(1000000)
    while true do local n = tonumber(s .. "1", 36) end
  end,
}
