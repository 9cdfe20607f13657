-- reaches for _G.pcall
-- ends: unknown global name "_G"
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    _G.pcall(error)
    return true
  end,
}
