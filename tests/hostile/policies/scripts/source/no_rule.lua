-- nothing that decides
-- ends: either decide or decide_group
return { about = "hostile", fields = {} }
