-- nothing, 10^9 times, with something between
-- ends: rep makes at most
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    return ("").rep("", 1000000000, "x") ~= ""
  end,
}
