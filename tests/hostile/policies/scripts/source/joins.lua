-- joins a hundred thousand texts
-- ends: overflow
local s = "a"
return s
--@ 80000 ..s
