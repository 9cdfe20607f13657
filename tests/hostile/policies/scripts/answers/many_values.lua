-- answers table.unpack({ true, true, true, true })
-- ends: more than a verdict
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    return table.unpack({ true, true, true, true })
  end,
}
