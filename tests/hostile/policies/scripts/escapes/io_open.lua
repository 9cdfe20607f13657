-- reaches for io.open
-- ends: unknown global name "io"
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    io.open("/etc/passwd"):read("a")
    return true
  end,
}
