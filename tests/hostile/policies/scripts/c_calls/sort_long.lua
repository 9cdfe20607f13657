-- sorts a list for ever
-- ends: took longer than
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    while true do
      local t = {}
      for i = 1, 20000 do t[i] = (i * 7919) % 20011 end
      table.sort(t)
    end
  end,
}
