-- decides by an address that differs from run to run
-- ends: keeps
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    return tostring(item) ~= "userdata" or tostring({}) ~= "table" or tostring(ipairs) ~= "function"
  end,
}
