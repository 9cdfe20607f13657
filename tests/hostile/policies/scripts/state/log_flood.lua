-- a flood of lines
-- ends: took longer than
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    while true do ctx.log(("x"):rep(1000)) end
  end,
}
