-- ages for ever
-- ends: took longer than
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    while ctx.age(item.closed_at, 'mo') do end
    return true
  end,
}
