-- a finalizer through the metatable of texts
-- ends: unknown global name "getmetatable"
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    getmetatable("").__gc = function() while true do end end
    return true
  end,
}
