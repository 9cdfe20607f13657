-- the division that overflows
-- ends: keeps
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    return (ctx.now - ctx.now + math.mininteger) // -1 == 0
  end,
}
