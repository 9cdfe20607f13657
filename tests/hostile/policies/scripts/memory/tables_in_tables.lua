-- tables in tables in tables
-- ends: of memory | took longer than
return {
  about = "hostile",
  fields = { "status", "closed_at", "amount", "note" },
  decide = function(item, p, ctx)
    local t = {}
    while true do t = { t, t } end
  end,
}
