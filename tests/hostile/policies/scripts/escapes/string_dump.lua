-- makes bytecode
-- ends: unknown name in string "dump"
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    return string.dump(function() end) ~= ""
  end,
}
