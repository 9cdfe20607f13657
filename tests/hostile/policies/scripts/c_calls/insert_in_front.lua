-- moves a whole list for each entry
-- ends: took longer than
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    local t = {}
    while true do table.insert(t, 1, 1) end
  end,
}
