-- harmless but for one item of the page
-- ends: took longer than
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    if item.amount == 2 then while true do end end
    return true
  end,
}
