-- an iterator goes on from one item to the next
-- ends: cannot be kept
local following = pairs({ 1, 2, 3 })
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    return following() ~= nil
  end,
}
