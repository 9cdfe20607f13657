-- a line that is none
-- ends: needs a text
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    ctx.log(nil)
    return true
  end,
}
