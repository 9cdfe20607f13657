-- a key that is none
-- ends: unknown key "decied"
return { about = "hostile", fields = {}, decied = function() return true end }
