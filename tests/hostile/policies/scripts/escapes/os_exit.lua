-- reaches for os.exit
-- ends: unknown global name "os"
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    os.exit(1)
    return true
  end,
}
