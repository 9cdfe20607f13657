-- a form of a megabyte, for ever
-- ends: 
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    local f = ("%d"):rep(1) .. ("x"):rep(1000000)
    while true do local s = f:format(1) end
  end,
}
