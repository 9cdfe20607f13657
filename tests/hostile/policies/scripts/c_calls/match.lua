-- Lua's own patterns: match
-- ends: unknown name in string "match"
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    return item.status:match(".-.-.-.-.-b", "") ~= nil
  end,
}
