-- no policy
-- ends: a policy returns a table
return 1
