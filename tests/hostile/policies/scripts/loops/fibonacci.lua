-- exponential, without a loop
-- ends: took longer than
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    local function fib(n) if n < 2 then return n end return fib(n - 1) + fib(n - 2) end
    return fib(90) > 1
  end,
}
