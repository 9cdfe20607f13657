-- a length of a million pieces
-- ends: 
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    return ctx.duration(("9"):rep(1000000) .. "d") > 0
  end,
}
