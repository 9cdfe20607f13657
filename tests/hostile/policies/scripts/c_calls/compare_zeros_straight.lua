-- the same in code without a loop, which runs without a watch
-- ends: took longer than
local a = ("\0"):rep(60000)
local b = a .. "\0"
return {
  about = "hostile",
  fields = {},
  decide = function()
    local c
    --@ 12000 c=a<b 
    return true
  end,
}
