-- thirty thousand branches
-- ends: 
local n = 1
if n == 0 then n = 1
--@ 10000 elseif n==2 then n=1 
end
return {}
