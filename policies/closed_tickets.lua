return {
  about = "Closed tickets leave after `days` days, unless an invoice is still open",
  params = { days = { type = "integer", default = 90, min = 7, help = "days after closing" } },
  fields = { "status", "closed_at", "invoice_state" },
  time = "closed_at",
  where = function(p)
    return { status = "closed", closed_at = { older_than = p.days .. "d" } }
  end,
  decide = function(item, p, ctx)
    if item.invoice_state == "open" then return false, "open invoice" end
    return true, "closed " .. ctx.age(item.closed_at, "d") .. " days ago"
  end,
}
