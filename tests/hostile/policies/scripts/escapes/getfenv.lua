-- reaches for getfenv
-- ends: unknown global name "getfenv"
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    getfenv(0)
    return true
  end,
}
