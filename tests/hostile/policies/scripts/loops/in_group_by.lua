-- in group_by
-- ends: took longer than
return {
  about = "hostile",
  fields = {},
  group_by = function(p) while true do end end,
  time = "closed_at",
  decide_group = function() return {} end,
}
