-- in fields
-- ends: took longer than
return {
  about = "hostile",
  fields = function(p) while true do end end,
  decide = function() return true end,
}
