-- a policy that holds very many functions
-- ends: 
local many = {}
for i = 1, 20000 do
  many[i] = function()
    local n
    --@ 4000 n=i 
    return n
  end
end
return { about = "hostile", fields = {}, decide = function() return many[1]() > 0 end }
