-- changes a parameter that is a list
-- ends: cannot be set
return {
  about = "hostile",
  params = { names = { type = "list", default = { "a" } } },
  fields = {},
  decide = function(item, p, ctx)
    p.names[1] = "b"
    return true
  end,
}
