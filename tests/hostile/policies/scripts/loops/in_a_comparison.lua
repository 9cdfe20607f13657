-- inside the function given to sort
-- ends: took longer than
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    table.sort({ 3, 1, 2 }, function(a, b) while true do end end)
    return true
  end,
}
