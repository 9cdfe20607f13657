-- a hundred thousand fields
-- ends: fields
local names = {}
for i = 1, 100000 do names[i] = "f" .. i end
return { about = "hostile", fields = names, decide = function() return true end }
