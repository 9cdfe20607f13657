-- in where
-- ends: took longer than
return {
  about = "hostile",
  fields = {},
  where = function(p) while true do end end,
  decide = function() return true end,
}
