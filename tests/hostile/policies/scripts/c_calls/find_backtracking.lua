-- Lua's own patterns take exponential time
-- ends: unknown name in string "find"
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    return (("a"):rep(30) .. "b"):find(("a?"):rep(30) .. ("a"):rep(30)) ~= nil
  end,
}
