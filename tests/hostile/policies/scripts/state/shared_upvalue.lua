-- one function writes what another reads
-- ends: lives outside of the function
local v
local function set() v = 1 end
local function get() return v end
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    set()
    return get() ~= nil
  end,
}
