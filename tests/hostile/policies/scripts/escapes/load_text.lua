-- reaches for load
-- ends: unknown global name "load"
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    load("while true do end")()
    return true
  end,
}
