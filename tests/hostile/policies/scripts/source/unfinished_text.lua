-- a text without end
-- ends: unfinished
return { about = "hos
