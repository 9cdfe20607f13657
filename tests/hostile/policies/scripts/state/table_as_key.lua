-- a table hidden as a key of another
-- ends: 
local key = {}
local hidden = { [key] = true }
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    for k in pairs(hidden) do k.n = (k.n or 0) + 1 return k.n > 1 end
  end,
}
