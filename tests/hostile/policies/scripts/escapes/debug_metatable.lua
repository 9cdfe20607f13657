-- reaches for debug.setmetatable
-- ends: unknown global name "debug"
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    debug.setmetatable(item, nil)
    return true
  end,
}
