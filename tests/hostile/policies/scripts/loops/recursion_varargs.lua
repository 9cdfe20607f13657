-- endless recursion with ever more arguments
-- ends: 
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    local function f(...) return f(1, ...) end
    return f()
  end,
}
