-- the same in days
-- ends: needs a time
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    return ctx.age(math.mininteger, 'd') ~= 0
  end,
}
