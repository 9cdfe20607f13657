-- another ctx.age
-- ends: cannot be set
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    ctx.age = function() return 1000 end
    return true
  end,
}
