-- a hundred thousand columns to group by
-- ends: group_by
local names = {}
for i = 1, 100000 do names[i] = "f" .. i end
return {
  about = "hostile",
  fields = {},
  group_by = names,
  time = "closed_at",
  decide_group = function() return { true, true, true } end,
}
