-- changes a library
-- ends: cannot be set
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    string.len = function() return 0 end
    return true
  end,
}
