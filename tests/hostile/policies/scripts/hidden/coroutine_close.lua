-- a coroutine that is closed
-- ends: unknown global name "coroutine"
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    coroutine.close(coroutine.create(function() end))
    return true
  end,
}
