-- each block that ends looks at every goto before it
-- ends: 
local n = 1
--@ 15000 goto e 
--@ 15000 do end 
::e::
return {}
