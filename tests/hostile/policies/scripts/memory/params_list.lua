-- a parameter with a list of ten thousand
-- ends: too long
local list = {}
for i = 1, 10000 do list[i] = "x" end
return {
  about = "hostile",
  params = { a = { type = "list", default = list } },
  fields = {},
  decide = function() return true end,
}
