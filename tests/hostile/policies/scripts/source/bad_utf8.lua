-- a sentence that is no UTF-8
-- ends: keeps
return { about = "ÿþ€", fields = {}, decide = function() return false, "ÿ" end }
