-- reaches for collectgarbage
-- ends: unknown global name "collectgarbage"
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    collectgarbage("stop")
    return true
  end,
}
