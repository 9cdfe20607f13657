-- a megabyte as the name of a table entry, for ever
-- ends: took longer than
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    local t, s = {}, ("x"):rep(1000000)
    while true do t[s .. "a"] = nil end
  end,
}
