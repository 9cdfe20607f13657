-- ends in the middle
-- ends: near
return { about = "hostile", fields = {
