-- not even one that looks like it
-- ends: attempt to perform arithmetic
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    return ("10" + 1) == 11
  end,
}
