-- takes another environment while loading
-- ends: unknown global name
_ENV = { type = type }
return { about = "hostile", fields = {}, decide = function() return tostring(1) == "1" end }
