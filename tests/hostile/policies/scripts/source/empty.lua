-- nothing at all
-- ends: a policy returns a table

