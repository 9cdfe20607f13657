-- sets a global
-- ends: unknown global name "verdict"
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    verdict = true
    return verdict
  end,
}
