-- prints times at the ends of the world
-- ends: keeps
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    local far = ""
    for i = 0, 63 do far = far .. tostring(ctx.now + (1 << i)) .. (ctx.now - (1 << i)) end
    return false, far
  end,
}
