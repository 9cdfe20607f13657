-- reaches for require
-- ends: unknown global name "require"
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    require("os").exit(1)
    return true
  end,
}
