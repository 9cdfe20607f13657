-- before the policy is even there
-- ends: took longer than
while true do end
return {}
