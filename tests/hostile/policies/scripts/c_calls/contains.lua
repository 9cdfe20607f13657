-- looks for half of a repetitive text in the other half
-- ends: took longer than
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    local s = ("a"):rep(1000000)
    local part = ("a"):rep(500000) .. "b"
    while not ctx.contains(s, part) do end
    return true
  end,
}
