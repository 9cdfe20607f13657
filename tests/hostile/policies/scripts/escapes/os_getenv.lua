-- reaches for os.getenv
-- ends: unknown global name "os"
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    os.getenv("HOME")
    return true
  end,
}
