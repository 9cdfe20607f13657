-- a plain search for half a megabyte in four
-- ends: unknown name in string "find"
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    return ("a"):rep(4e6 // 4):find(("a"):rep(5e5) .. "b", 1, true) == nil
  end,
}
