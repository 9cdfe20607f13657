-- reaches for os.time
-- ends: unknown global name "os"
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    os.time()
    return true
  end,
}
