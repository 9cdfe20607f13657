-- stars upon stars on a long name
-- ends: 
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    local s = ("a"):rep(500000)
    while not ctx.glob(s, ("**a"):rep(60) .. "b") do end
    return true
  end,
}
