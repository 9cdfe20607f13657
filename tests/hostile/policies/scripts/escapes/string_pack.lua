-- packs pointers
-- ends: unknown name in string "pack"
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    return string.pack("j", 1) ~= ""
  end,
}
