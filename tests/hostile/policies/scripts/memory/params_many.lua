-- fifty thousand parameters
-- ends: params | too many entries
local rows = {}
for i = 1, 50000 do rows["p" .. i] = { type = "integer", default = i } end
return { about = "hostile", params = rows, fields = {}, decide = function() return true end }
