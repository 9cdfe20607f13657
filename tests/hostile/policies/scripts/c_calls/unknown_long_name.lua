-- a misspelt name of a megabyte, compared with names as long
-- ends: 
return {
  about = "hostile",
  fields = { ("x"):rep(100000), ("z"):rep(100000) },
  decide = function(item, p, ctx)
    return item[("y"):rep(100000)]
  end,
}
