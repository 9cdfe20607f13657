-- The hours are those of the time zone in the TOML. A run outside of them finds nothing to do.
return {
  about = "Rows leave after `after`, but only between `from` and `to` o'clock",
  params = {
    after = { type = "duration", default = "90d", help = "age at which a row leaves" },
    time = { type = "string", default = "created_at", help = "the column that says how old a row is" },
    from = { type = "integer", default = 22, min = 0, max = 23, help = "the first quiet hour" },
    to = { type = "integer", default = 6, min = 0, max = 23, help = "the first hour that is quiet no more" },
  },
  fields = {},
  time = function(p) return p.time end,
  where = function(p)
    return { [p.time] = { older_than = p.after } }
  end,
  decide = function(item, p, ctx)
    local hour = ctx.calendar(ctx.now).hour
    local quiet = hour >= p.from and hour < p.to
    if p.from > p.to then quiet = hour >= p.from or hour < p.to end
    if not quiet then return false, "outside of the quiet hours" end
    return true, "older than " .. p.after
  end,
}
