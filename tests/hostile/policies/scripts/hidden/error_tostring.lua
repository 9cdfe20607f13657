-- an error with a looping __tostring
-- ends: unknown global name "setmetatable"
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    error(setmetatable({}, { __tostring = function() while true do end end }))
  end,
}
