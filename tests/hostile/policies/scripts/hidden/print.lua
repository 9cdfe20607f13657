-- prints
-- ends: unknown global name "print"
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    while true do print("x") end
  end,
}
