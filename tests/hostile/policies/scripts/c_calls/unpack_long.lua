-- unpacks a long list
-- ends: unpack
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    local t = {}
    for i = 1, 1000 do t[i] = i end
    return #{ table.unpack(t) } > 0
  end,
}
