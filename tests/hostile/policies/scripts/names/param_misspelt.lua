-- a parameter that is none
-- ends: unknown param "day"
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    return ctx.age(item.closed_at, "d") > (p.day or 0)
  end,
}
