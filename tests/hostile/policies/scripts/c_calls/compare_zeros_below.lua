-- the same with texts that are not called large yet
-- ends: took longer than
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    local a = ("\0"):rep(65000)
    local b = a .. "\0"
    while true do local c = a < b end
  end,
}
