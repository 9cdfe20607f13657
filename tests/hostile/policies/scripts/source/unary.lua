-- a hundred thousand nots
-- ends: overflow
return
--@ 60000 not 
