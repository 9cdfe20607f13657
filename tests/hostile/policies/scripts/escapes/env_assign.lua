-- takes another environment for good
-- ends: lives outside
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    _ENV = { pcall = error }
    return true
  end,
}
