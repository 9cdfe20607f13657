-- `referenced` comes from the job's `references`, the columns that may name a file: true or false, NULL where that
-- could not be looked up.
return {
  about = "Files leave that no row refers to, once they have lain there for longer than `grace`",
  params = {
    grace = { type = "duration", default = "7d", min = "1h", help = "time for a row to be written after its file" },
  },
  fields = { "modified", "arrived", "referenced" },
  time = "modified",
  where = function(p)
    -- Not `modified`: an upload keeps the time of its content, and its row is written after it came.
    return { arrived = { older_than = p.grace } }
  end,
  decide = function(item, p, ctx)
    if item.referenced == nil then return false, "not known whether a row refers to it" end
    if item.referenced then return false, "a row refers to it" end
    return true, "no row refers to it"
  end,
}
