-- in time
-- ends: took longer than
return {
  about = "hostile",
  fields = {},
  time = function(p) while true do end end,
  decide = function() return true end,
}
