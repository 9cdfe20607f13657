-- a width without limit
-- ends: 
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    return ("%99999999d"):format(1) ~= ""
  end,
}
