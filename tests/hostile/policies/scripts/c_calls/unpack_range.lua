-- unpacks a range that is not there
-- ends: unpack
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    return table.unpack({}, 1, 10000000) == nil
  end,
}
