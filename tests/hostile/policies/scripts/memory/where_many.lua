-- a where of a hundred thousand terms
-- ends: where | too many entries
return {
  about = "hostile",
  fields = {},
  where = function(p)
    local terms = {}
    for i = 1, 100000 do terms["f" .. i] = i end
    return terms
  end,
  decide = function() return true end,
}
