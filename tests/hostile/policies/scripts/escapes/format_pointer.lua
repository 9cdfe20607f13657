-- prints an address
-- ends: format
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    return ("%p"):format(item) ~= ""
  end,
}
