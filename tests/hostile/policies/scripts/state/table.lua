-- notes the items in a table
-- ends: cannot be set
local seen = {}
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    seen[1] = true
    return true
  end,
}
