-- Each folder is one set of backups. The last part of its name is its tier: daily, nightly, weekly or dumps.
-- PostgreSQL's WAL files lie in the same folder as the base backups that need them.

local kWal = "^[0-9A-F]{24}(\\.partial|\\.[0-9A-F]{8}\\.backup)?(\\.gz|\\.zst|\\.lz4|\\.bz2|\\.xz)?$"
local kTimeline = "^[0-9A-F]{8}\\.history"

local function tier_of(folder, p, ctx)
  for _, tier in ipairs({ "daily", "nightly", "weekly", "dumps" }) do
    if ctx.matches(folder, "(^|/)" .. tier .. "/?$") then return tier end
  end
  return p.tier
end

-- The newest `minimum` good copies are kept whatever the tier says.
local function rules_of(tier, p)
  local rules = { last = p.minimum, min_size = p.min_size }
  if tier == "daily" then rules.daily = p.daily end
  if tier == "nightly" then rules.daily = p.nightly end
  if tier == "weekly" then rules.weekly = p.weekly end
  if tier == "dumps" then rules.within = p.dumps end
  return rules
end

-- A base backup began before its file was finished, but not before the backup ahead of it was: WAL from then on stays.
local function needed_since(backups, verdicts)
  local oldest_kept = 0
  for i in ipairs(backups) do
    if not verdicts[i][1] then oldest_kept = i end
  end
  local before = backups[oldest_kept + 1]
  return before and before.modified
end

return {
  about = "Backups leave in tiers: `daily` daily, `nightly` nightly and `weekly` weekly ones stay, dumps for `dumps`",
  params = {
    daily = { type = "integer", default = 7, min = 1, help = "days of which daily/ keeps a backup" },
    nightly = { type = "integer", default = 30, min = 1, help = "days of which nightly/ keeps a backup" },
    weekly = { type = "integer", default = 12, min = 1, help = "weeks of which weekly/ keeps a backup" },
    dumps = { type = "duration", default = "90d", help = "for how long dumps/ keeps all, back from the newest" },
    minimum = { type = "integer", default = 3, min = 1, help = "good copies that each folder keeps at least" },
    min_size = { type = "integer", default = 1, min = 1, help = "bytes below which a backup is no good copy" },
    tier = { type = "string", default = "none", help = "the tier of folders whose name says none" },
  },
  fields = { "folder", "name", "size", "modified" },
  group_by = { "folder" },
  time = "modified",

  decide_group = function(items, p, ctx)
    local tier = tier_of(items[1].folder, p, ctx)
    local verdicts = {}
    if tier ~= "daily" and tier ~= "nightly" and tier ~= "weekly" and tier ~= "dumps" then
      for i in ipairs(items) do verdicts[i] = { false, "no tier" } end
      return verdicts
    end

    local backups, wal = {}, {}
    for i, item in ipairs(items) do
      if ctx.matches(item.name, kTimeline) then
        verdicts[i] = { false, "timeline history" }
      elseif ctx.matches(item.name, kWal) then
        wal[#wal + 1] = i
      else
        backups[#backups + 1] = i
      end
    end

    local files = {}
    for at, i in ipairs(backups) do files[at] = items[i] end
    local kept = ctx.keep(files, rules_of(tier, p))
    for at, i in ipairs(backups) do verdicts[i] = { kept[at][1], tier .. ": " .. kept[at][2] } end

    local since = needed_since(files, kept)
    for _, i in ipairs(wal) do
      if since and items[i].modified < since then
        verdicts[i] = { true, "WAL older than every kept backup" }
      else
        verdicts[i] = { false, "WAL of a kept backup" }
      end
    end
    return verdicts
  end,
}
