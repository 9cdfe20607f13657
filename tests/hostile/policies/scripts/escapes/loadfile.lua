-- reaches for loadfile
-- ends: unknown global name "loadfile"
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    loadfile("/etc/passwd")()
    return true
  end,
}
