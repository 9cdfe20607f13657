-- the age in months of a time before the dinosaurs
-- ends: 
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    return ctx.age(math.mininteger, 'mo') > 3 or ctx.age(math.mininteger, 'd') < 0
  end,
}
