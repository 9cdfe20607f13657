-- a deep stack of wide frames
-- ends: 
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    local function f(n)
      local a, b, c, d, e, g, h, i, j, k = n, n, n, n, n, n, n, n, n, n
      return f(n + 1) + a + b + c + d + e + g + h + i + j + k
    end
    return f(1) > 0
  end,
}
