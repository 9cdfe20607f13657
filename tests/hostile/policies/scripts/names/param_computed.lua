-- the same, computed
-- ends: unknown param "days"
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    return ctx.age(item.closed_at, "d") > (p["da" .. "ys"] or 0)
  end,
}
