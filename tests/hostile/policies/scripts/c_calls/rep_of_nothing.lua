-- nothing, 10^18 times
-- ends: rep makes at most
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    return ("").rep("", 1000000000000000000) == ""
  end,
}
