-- nil may be closed, and then the loop runs
-- ends: took longer than
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    local x <close> = nil
    while true do end
  end,
}
