-- a where that holds itself, often
-- ends: where
return {
  about = "hostile",
  fields = {},
  where = function(p)
    local w = {}
    for i = 1, 1000 do w[i] = w end
    return { status = w }
  end,
  decide = function() return true end,
}
