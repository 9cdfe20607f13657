-- a unit that is none
-- ends: unknown unit
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    return ctx.age(item.closed_at, "days") > 1
  end,
}
