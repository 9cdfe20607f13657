-- dates for ever
-- ends: took longer than
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    while ctx.calendar(ctx.now) do end
    return true
  end,
}
