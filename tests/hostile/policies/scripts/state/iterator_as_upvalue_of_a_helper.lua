-- an iterator in the function of a function
-- ends: cannot be kept
local following = pairs({ 1, 2, 3 })
local function helper() return following() end
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    return helper() ~= nil
  end,
}
