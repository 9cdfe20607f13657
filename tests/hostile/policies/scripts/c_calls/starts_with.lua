-- compares megabytes through ctx for ever
-- ends: took longer than
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    local s = ("a"):rep(1000000)
    while ctx.starts_with(s, s) do end
    return true
  end,
}
