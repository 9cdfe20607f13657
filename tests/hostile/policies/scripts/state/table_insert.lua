-- the same through table.insert
-- ends: cannot be set
local seen = {}
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    table.insert(seen, 1)
    return #seen > 1
  end,
}
