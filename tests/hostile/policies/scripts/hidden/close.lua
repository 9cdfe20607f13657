-- a closing value
-- ends: non-closable
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    local x <close> = { __close = function() while true do end end }
    return true
  end,
}
