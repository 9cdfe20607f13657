-- throws away megabytes for ever
-- ends: took longer than
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    local s = ("x"):rep(500000)
    while true do local t = s .. s end
  end,
}
