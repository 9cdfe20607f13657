-- an endless chain of __index
-- ends: unknown global name "setmetatable"
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    local t = {}
    setmetatable(t, { __index = t })
    return t.x
  end,
}
