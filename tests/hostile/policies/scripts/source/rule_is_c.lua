-- a library function as rule
-- ends: 
return { about = "hostile", fields = {}, decide = rawequal }
