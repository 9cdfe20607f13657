-- the fourth value of a for is closed
-- ends: non-closable
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    for _ in function() end, nil, nil, {} do end
    return true
  end,
}
