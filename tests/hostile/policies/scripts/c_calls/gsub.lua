-- Lua's own patterns: gsub
-- ends: unknown name in string "gsub"
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    return item.status:gsub(".-.-.-.-.-b", "") ~= nil
  end,
}
