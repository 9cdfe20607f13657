-- the same with blocks that hold something
-- ends: 
local n = 1
--@ 14000 goto e 
--@ 9000 do local n end 
::e::
return {}
