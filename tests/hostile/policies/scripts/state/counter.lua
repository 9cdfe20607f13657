-- counts the items
-- ends: lives outside of the function
local seen = 0
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    seen = seen + 1
    return seen > 1
  end,
}
