-- an expression that needs more states than fit, on a long text
-- ends: 
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    local s = ("ab"):rep(400000)
    while true do ctx.matches(s, "(a|b)*a(a|b){60}c$") end
  end,
}
