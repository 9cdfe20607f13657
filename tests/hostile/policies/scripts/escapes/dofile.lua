-- reaches for dofile
-- ends: unknown global name "dofile"
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    dofile("/etc/passwd")
    return true
  end,
}
