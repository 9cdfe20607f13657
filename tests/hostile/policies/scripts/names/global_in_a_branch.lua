-- the same where no item goes
-- ends: unknown global name
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    if item.status == "never" then return undefined end
    return true
  end,
}
