-- reverses megabytes for ever
-- ends: 
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    local s = ("ab"):rep(500000)
    s = s .. s .. s .. s
    while true do s = s:reverse() end
  end,
}
