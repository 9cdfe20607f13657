-- the age of NULL
-- ends: it has no age
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    return ctx.age(item.note, "d") > 1
  end,
}
