-- a hundred thousand tables in each other
-- ends: overflow
return
--@ 100000 {
