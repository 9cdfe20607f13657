-- warnings
-- ends: unknown global name "warn"
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    while true do warn("x") end
  end,
}
