-- NULL does not start with anything
-- ends: needs a text
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    return not ctx.starts_with(item.note, "keep")
  end,
}
