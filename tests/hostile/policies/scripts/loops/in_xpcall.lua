-- a loop where errors would be caught: xpcall
-- ends: unknown global name "xpcall"
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    xpcall(function() while true do end end, function() while true do end end)
    return true
  end,
}
