-- reaches for debug.setupvalue
-- ends: unknown global name "debug"
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    debug.setupvalue(function() end, 1, 1)
    return true
  end,
}
