-- a number is no time, however far it would lie
-- ends: needs a time
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    return ctx.age(math.mininteger, 'mo') > 3 or ctx.age(math.mininteger, 'd') < 0
  end,
}
