-- very many functions
-- ends: of memory | took longer than
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    local t = {}
    while true do
      local n = #t
      t[n + 1] = function() return n end
    end
  end,
}
