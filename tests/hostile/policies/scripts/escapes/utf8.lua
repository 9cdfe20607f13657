-- reaches for utf8.char
-- ends: unknown global name "utf8"
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    utf8.char(65)
    return true
  end,
}
