-- compares megabytes for ever
-- ends: took longer than
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    local a, b = ("x"):rep(1000000), ("x"):rep(1000000)
    while a == b do end
    return true
  end,
}
