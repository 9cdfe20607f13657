-- loads bytecode
-- ends: unknown global name "load"
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    load("\27Lua\84\0\25\147\13\10\26\10\4\8\8", "x", "b")()
    return true
  end,
}
