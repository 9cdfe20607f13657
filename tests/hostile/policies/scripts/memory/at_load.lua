-- before the policy is even there
-- ends: of memory | took longer than
local t = {}
for i = 1, 1e9 do t[i] = { i } end
return {}
