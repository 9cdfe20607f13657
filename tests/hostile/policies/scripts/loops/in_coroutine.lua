-- a loop where errors would be caught: coroutine
-- ends: unknown global name "coroutine"
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    coroutine.wrap(function() while true do end end)()
    return true
  end,
}
