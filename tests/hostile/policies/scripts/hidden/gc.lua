-- a finalizer
-- ends: unknown global name "setmetatable"
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    setmetatable({}, { __gc = function() while true do end end })
    return true
  end,
}
