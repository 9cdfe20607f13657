-- prints for ever
-- ends: took longer than
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    while true do local s = ("%99.99f"):format(1e308) end
  end,
}
