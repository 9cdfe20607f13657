-- works on after it knows
-- ends: took longer than
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    local verdict = true
    local n = 0
    while verdict do n = n + 1 end
    return verdict
  end,
}
