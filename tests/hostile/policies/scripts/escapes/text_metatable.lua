-- changes what all texts can do
-- ends: attempt to index a string value
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    ("").len = function() return 0 end
    return true
  end,
}
