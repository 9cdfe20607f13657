-- a generic for over an iterator of its own
-- ends: took longer than
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    for _ in function() return 1 end do end
    return true
  end,
}
