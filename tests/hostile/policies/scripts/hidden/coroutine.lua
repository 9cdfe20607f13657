-- a coroutine has no hook of its own
-- ends: unknown global name "coroutine"
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    local co = coroutine.create(function() while true do end end)
    return coroutine.resume(co)
  end,
}
