-- reaches for loadstring
-- ends: unknown global name "loadstring"
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    loadstring("return 1")()
    return true
  end,
}
