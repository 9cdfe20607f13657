-- more locals than there are registers
-- ends: too many local
--@ 300 local a 
return {}
