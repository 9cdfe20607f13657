-- reaches for package.loadlib
-- ends: unknown global name "package"
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    package.loadlib("libc.so.6", "*")
    return true
  end,
}
