-- Each backup has an id of its own in its name, so that what belongs together is the database's folder without the day.
-- The metadata beside a backup goes with it or stays with it; without its backup it stays.
local kMetadata = ".metadata.json"

return {
  about  = "Backups of more than `days` days leave, but for the newest `minimum` of each database",
  params = {
    days    = { type = "integer", default = 30, min = 1, help = "days after which a backup leaves" },
    minimum = { type = "integer", default = 5, min = 1, help = "backups of each database that always stay" },
  },
  fields   = { "key", "size", "modified", "series_folder" },
  group_by = { "series_folder" },
  time     = "modified",
  decide_group = function(items, p, ctx)
    local verdicts, of_backup, whole = {}, {}, 0
    for i, item in ipairs(items) do
      if ctx.ends_with(item.key, kMetadata) then
        verdicts[i] = { false, "metadata without its backup" }
      elseif item.size == 0 then
        verdicts[i] = { false, "empty" } -- takes no place that an older good one needs
      else
        whole = whole + 1
        if whole <= p.minimum then
          verdicts[i] = { false, "one of the newest" }
        elseif ctx.age(item.modified, "d") < p.days then
          verdicts[i] = { false, "young" }
        else
          verdicts[i] = { true, "older than its keep time" }
        end
      end
      of_backup[item.key] = verdicts[i]
    end
    for i, item in ipairs(items) do
      if ctx.ends_with(item.key, kMetadata) then
        verdicts[i] = of_backup[item.key:sub(1, #item.key - #kMetadata)] or verdicts[i]
      end
    end
    return verdicts
  end,
}
