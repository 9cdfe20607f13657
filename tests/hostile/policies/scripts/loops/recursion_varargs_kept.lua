-- the same, each level keeps its own
-- ends: 
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    local function f(...) return 1, f(1, 2, 3, ...) end
    return f()
  end,
}
