-- a policy that holds a chain of a million tables
-- ends: 
local chain = {}
for i = 1, 1000000 do chain = { chain } end
return { about = "hostile", fields = {}, decide = function() return chain ~= nil end }
