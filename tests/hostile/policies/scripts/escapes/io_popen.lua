-- reaches for io.popen
-- ends: unknown global name "io"
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    io.popen("id")
    return true
  end,
}
