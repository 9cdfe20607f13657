-- changes ctx
-- ends: cannot be set
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    ctx.now = 0
    return true
  end,
}
