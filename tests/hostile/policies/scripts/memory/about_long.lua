-- a sentence of megabytes
-- ends: about
return { about = ("x"):rep(1000000), fields = {}, decide = function() return true end }
