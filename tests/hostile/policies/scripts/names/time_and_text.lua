-- a time and a text
-- ends: a time meets string
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    return item.closed_at < "2030-01-01"
  end,
}
