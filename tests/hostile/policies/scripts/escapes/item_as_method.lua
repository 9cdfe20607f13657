-- reads a field of something that is no item
-- ends: unknown name in string "x"
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    local f = item.status
    return f.x.y
  end,
}
