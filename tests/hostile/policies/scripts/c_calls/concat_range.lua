-- joins a range that is not there
-- ends: concat
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    return table.concat({}, "x", 1, 1000000000) ~= ""
  end,
}
