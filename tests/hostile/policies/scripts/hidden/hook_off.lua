-- turns the hook off
-- ends: unknown global name "debug"
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    debug.sethook()
    while true do end
  end,
}
