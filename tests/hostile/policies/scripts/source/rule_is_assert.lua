-- a library function that answers its arguments
-- ends: 
return { about = "hostile", fields = {}, decide = assert }
