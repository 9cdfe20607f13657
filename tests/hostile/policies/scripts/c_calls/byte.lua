-- a million numbers from one call
-- ends: took longer than
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    local s = ("x"):rep(100000)
    while true do local n = select("#", s:byte(1, -1)) end
  end,
}
