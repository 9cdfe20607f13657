-- texts of zero bytes are compared piece by piece
-- ends: 
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    local a = ("\0"):rep(1000000)
    a = a .. a .. a .. a .. a .. a .. a .. a
    local b = a .. "\0"
    while true do local c = a < b end
  end,
}
