-- calls itself without using the stack
-- ends: took longer than
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    local function f() return f() end
    return f()
  end,
}
