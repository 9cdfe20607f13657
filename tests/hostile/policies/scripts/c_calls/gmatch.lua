-- Lua's own patterns: gmatch
-- ends: unknown name in string "gmatch"
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    return item.status:gmatch(".-.-.-.-.-b", "") ~= nil
  end,
}
