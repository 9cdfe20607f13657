-- the globals as policy
-- ends: 
return _ENV
