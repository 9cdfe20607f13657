-- table.move over 10^10 places
-- ends: unknown name in table "move"
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    table.move({}, 1, 10000000000, 2)
    return true
  end,
}
