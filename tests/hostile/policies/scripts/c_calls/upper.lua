-- changes case for ever
-- ends: took longer than
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    local s = ("ab"):rep(500000)
    while true do s = s:upper():lower() end
  end,
}
