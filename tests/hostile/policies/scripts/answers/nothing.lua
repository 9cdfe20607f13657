-- answers nothing
-- ends: keeps
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)

  end,
}
