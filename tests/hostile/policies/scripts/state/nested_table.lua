-- a table in a table in a table
-- ends: cannot be set
local deep = { a = { b = {} } }
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    deep.a.b.c = 1
    return true
  end,
}
