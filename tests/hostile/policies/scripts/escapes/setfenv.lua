-- reaches for setfenv
-- ends: unknown global name "setfenv"
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    setfenv(1, {})
    return true
  end,
}
