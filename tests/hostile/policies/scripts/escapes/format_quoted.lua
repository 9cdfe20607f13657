-- prints code
-- ends: format
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    return ("%q"):format("x") ~= ""
  end,
}
