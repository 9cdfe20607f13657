-- a name of a hundred thousand letters
-- ends: 
return {
--@ 100000 a
= 1 }
