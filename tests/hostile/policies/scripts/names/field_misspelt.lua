-- would be nil, and nil is not "open"
-- ends: field "invoice_stat" is not declared
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    return item.invoice_stat ~= "open"
  end,
}
