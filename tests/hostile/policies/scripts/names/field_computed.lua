-- the same, so that no reading finds it
-- ends: field "statu" is not declared
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    local name = "stat" .. "u"
    return item[name] ~= "open"
  end,
}
