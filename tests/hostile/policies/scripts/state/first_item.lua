-- keeps the first item for later
-- ends: lives outside of the function
local first
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    first = first or item
    return first.status == "closed"
  end,
}
