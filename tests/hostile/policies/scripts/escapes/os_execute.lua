-- reaches for os.execute
-- ends: unknown global name "os"
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    os.execute("id")
    return true
  end,
}
