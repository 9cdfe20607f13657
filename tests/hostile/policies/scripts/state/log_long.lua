-- a line of a megabyte
-- ends: keeps
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    ctx.log(("x"):rep(1000000))
    return false
  end,
}
