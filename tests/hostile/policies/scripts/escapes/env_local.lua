-- an environment of its own
-- ends: attempt to call a nil value
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    local _ENV = {}
    return pcall()
  end,
}
