-- a parameter with a default of a megabyte
-- ends: too long
return {
  about = "hostile",
  params = { a = { type = "string", default = ("x"):rep(1000000) } },
  fields = {},
  decide = function() return true end,
}
