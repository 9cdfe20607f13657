-- longer than any policy
-- ends: longer than
--@ 300000 \32
return {}
