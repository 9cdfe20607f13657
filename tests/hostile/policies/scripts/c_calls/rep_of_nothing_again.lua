-- a million times nothing, for ever
-- ends: took longer than
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    while true do local s = (""):rep(1000000) end
  end,
}
