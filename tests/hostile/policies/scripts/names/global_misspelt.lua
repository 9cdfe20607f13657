-- a global that is none
-- ends: unknown global name
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    return tostrng(item.status) ~= "open"
  end,
}
