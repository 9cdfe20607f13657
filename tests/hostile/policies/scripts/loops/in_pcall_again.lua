-- a loop where errors would be caught: pcall_again
-- ends: unknown global name "pcall"
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    repeat local ok = pcall(function() while true do end end) until ok
    return true
  end,
}
