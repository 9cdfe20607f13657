-- reaches for module
-- ends: unknown global name "module"
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    module("x")
    return true
  end,
}
