-- counts in a function that another made
-- ends: lives outside of the function
local function counter()
  local n = 0
  return function() n = n + 1 return n end
end
local count = counter()
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    return count() > 1
  end,
}
