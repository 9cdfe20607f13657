-- a message handler
-- ends: unknown global name "xpcall"
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    return xpcall(error, function() while true do end end)
  end,
}
