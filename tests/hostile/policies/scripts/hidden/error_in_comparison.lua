-- an error from inside of a C function
-- ends: inside
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    table.sort({ 2, 1 }, function() error("inside") end)
    return true
  end,
}
