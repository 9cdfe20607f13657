-- endless recursion
-- ends: 
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    local function f() return 1 + f() end
    return f() > 1
  end,
}
