-- very many names
-- ends: of memory | too many entries
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    local t = {}
    local n = 0
    while true do
      n = n + 1
      t["k" .. n] = n
    end
  end,
}
