-- one gigabyte
-- ends: rep makes at most
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    return ("x"):rep(1 << 30) ~= ""
  end,
}
