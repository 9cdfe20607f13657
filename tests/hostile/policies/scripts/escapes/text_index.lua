-- reaches for the metatable of texts by name
-- ends: unknown name in string "__index"
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    return ("").__index.rep ~= nil
  end,
}
