-- sizes whose product wraps round
-- ends: rep makes at most
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    return ("abcdefgh"):rep(math.maxinteger // 4) ~= ""
  end,
}
