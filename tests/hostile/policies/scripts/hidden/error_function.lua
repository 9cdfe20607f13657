-- an error that is a function
-- ends: error value of type function
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    error(function() while true do end end)
  end,
}
