-- the same, hidden in a table
-- ends: cannot be kept
local hidden = { following = pairs({ 1, 2, 3 }) }
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    return hidden.following() ~= nil
  end,
}
