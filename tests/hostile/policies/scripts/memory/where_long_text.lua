-- a where with a text of megabytes
-- ends: 
return {
  about = "hostile",
  fields = { "status" },
  where = function(p)
    local list = {}
    for i = 1, 5000 do list[i] = ("x"):rep(1000000) end
    return { status = list }
  end,
  decide = function() return true end,
}
