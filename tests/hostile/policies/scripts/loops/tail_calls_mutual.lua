-- two functions that call each other
-- ends: took longer than
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    local g
    local function f() return g() end
    function g() return f() end
    return f()
  end,
}
