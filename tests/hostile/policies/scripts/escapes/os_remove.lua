-- reaches for os.remove
-- ends: unknown global name "os"
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    os.remove("winnow.toml")
    return true
  end,
}
