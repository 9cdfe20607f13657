-- two that decide
-- ends: either decide or decide_group
return {
  about = "hostile",
  fields = {},
  decide = function() return true end,
  decide_group = function() return {} end,
}
