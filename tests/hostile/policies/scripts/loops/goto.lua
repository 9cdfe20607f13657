-- the same without a loop's name
-- ends: took longer than
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    ::again::
    goto again
  end,
}
