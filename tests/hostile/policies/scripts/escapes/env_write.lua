-- sets a global by name
-- ends: cannot be set
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    _ENV.pcall = error
    return true
  end,
}
