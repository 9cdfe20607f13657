-- what hangs a backtracking matcher is harmless by itself
-- ends: took longer than
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    local s = ("a"):rep(100000)
    while not ctx.matches(s, "^(a*)*b$") do end
    return true
  end,
}
