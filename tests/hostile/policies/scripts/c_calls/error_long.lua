-- an error message of megabytes
-- ends: xxx
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    error(("x"):rep(1000000))
  end,
}
