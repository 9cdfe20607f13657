-- a library as policy
-- ends: 
return string
