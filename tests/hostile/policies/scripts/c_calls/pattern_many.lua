-- compiles one expression after the other
-- ends: took longer than
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    local n = 0
    while true do
      n = n + 1
      ctx.matches(item.status, "(x+x+)+(y|" .. n .. ")" .. ("[a-z]*(a|b)"):rep(50))
    end
  end,
}
