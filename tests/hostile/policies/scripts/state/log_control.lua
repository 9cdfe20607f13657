-- a line that clears the screen
-- ends: keeps
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    ctx.log("\27[2J\r\n2026-11-21 all is well")
    return false
  end,
}
