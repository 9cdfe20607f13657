-- a date that no calendar has
-- ends: out of range
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    return ctx.calendar(ctx.now + math.maxinteger).year > 0
  end,
}
