-- reaches for debug.getregistry
-- ends: unknown global name "debug"
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    debug.getregistry()
    return true
  end,
}
