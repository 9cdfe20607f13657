-- a number of a hundred thousand digits
-- ends: 
return
--@ 100000 9
