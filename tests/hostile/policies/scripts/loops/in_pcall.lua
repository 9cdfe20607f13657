-- a loop where errors would be caught: pcall
-- ends: unknown global name "pcall"
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    pcall(function() while true do end end)
    return true
  end,
}
