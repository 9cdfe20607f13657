-- a hundred thousand parentheses
-- ends: overflow
return
--@ 100000 (
