-- reaches for newproxy
-- ends: unknown global name "newproxy"
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    newproxy(true)
    return true
  end,
}
