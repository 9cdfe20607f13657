-- an error of control characters
-- ends: \x1b[2J
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    error("\27[2J\0\255")
  end,
}
