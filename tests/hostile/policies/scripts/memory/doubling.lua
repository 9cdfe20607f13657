-- doubles a text
-- ends: 
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    local s = "x"
    while true do s = s .. s end
  end,
}
