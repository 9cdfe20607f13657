-- The last part of a folder's name is its tier: daily, nightly, weekly or dumps. In a folder, files whose names differ
-- in digits only are one series and are rotated together: crm-2026-11-20.dump stands for no day of shop-2026-11-20.dump,
-- nor does its .sha256. PostgreSQL's WAL files lie in the folder of the base backups that need them.

local kWal = "^[0-9A-F]{24}(\\.partial|\\.[0-9A-F]{8}\\.backup)?(\\.gz|\\.zst|\\.lz4|\\.bz2|\\.xz)?$"
local kTimeline = "^[0-9A-F]{8}\\.history"
local kTiers = { "daily", "nightly", "weekly", "dumps" }

-- nil: a folder of no tier.
local function tier_of(folder, p, ctx)
  for _, tier in ipairs(kTiers) do
    if ctx.matches(folder, "(^|/)" .. tier .. "/?$") then return tier end
  end
  for _, tier in ipairs(kTiers) do
    if p.tier == tier then return tier end
  end
  return nil
end

local function series_of(name)
  local rest = {}
  for i = 1, #name do
    local c = name:sub(i, i)
    if c < "0" or c > "9" then rest[#rest + 1] = c end
  end
  return table.concat(rest)
end

-- Half a dump is larger than nothing, so good copies are also measured by the largest of their series.
local function good_size(files, p)
  local largest = 0
  for _, file in ipairs(files) do
    if file.size ~= nil and file.size > largest then largest = file.size end
  end
  return math.max(p.min_size, math.floor(largest * p.min_share))
end

-- The newest `minimum` good copies stay whatever the tier says.
local function rules_of(tier, files, p)
  local rules = { last = p.minimum, min_size = good_size(files, p) }
  if tier == "daily" then rules.daily = p.daily end
  if tier == "nightly" then rules.daily = p.nightly end
  if tier == "weekly" then rules.weekly = p.weekly end
  if tier == "dumps" then rules.within = p.dumps end
  return rules
end

-- A base backup began before its file was finished, but not before the one ahead of it was: WAL from then on is needed.
-- nil: there is none ahead of the oldest that stays.
local function wal_needed_since(files, kept, rules)
  local oldest = 0
  for i, file in ipairs(files) do
    local good = file.size == nil or file.size >= rules.min_size
    if good and not kept[i][1] then oldest = i end
  end
  local ahead = files[oldest + 1]
  return ahead and ahead.modified
end

return {
  about = "Backups leave in tiers: `daily` daily, `nightly` nightly and `weekly` weekly ones stay, dumps for `dumps`",
  params = {
    daily = { type = "integer", default = 7, min = 1, help = "days of which daily/ keeps a backup" },
    nightly = { type = "integer", default = 30, min = 1, help = "days of which nightly/ keeps a backup" },
    weekly = { type = "integer", default = 12, min = 1, help = "weeks of which weekly/ keeps a backup" },
    dumps = { type = "duration", default = "90d", help = "how long dumps/ keeps all, back from the newest" },
    minimum = { type = "integer", default = 3, min = 1, help = "good copies of each series that always stay" },
    min_size = { type = "integer", default = 1, min = 1, help = "bytes below which a file is no good copy" },
    min_share = { type = "number", default = 0.1, min = 0, max = 1, help = "the same, as a share of the largest" },
    tier = { type = "string", default = "none", help = "the tier of folders whose name says none" },
  },
  fields = { "folder", "name", "size", "modified" },
  group_by = { "folder" },
  time = "modified",

  decide_group = function(items, p, ctx)
    local verdicts = {}
    local tier = tier_of(items[1].folder, p, ctx)
    if tier == nil then
      for i in ipairs(items) do verdicts[i] = { false, "no tier" } end
      return verdicts
    end

    local series, wal = {}, {} -- positions in items
    for i, item in ipairs(items) do
      if ctx.matches(item.name, kTimeline) then
        verdicts[i] = { false, "timeline history" }
      elseif ctx.matches(item.name, kWal) then
        wal[#wal + 1] = i
      else
        local name = series_of(item.name)
        series[name] = series[name] or {}
        table.insert(series[name], i)
      end
    end

    local since, all_stay = nil, false
    for _, positions in pairs(series) do
      local files = {}
      for at, i in ipairs(positions) do files[at] = items[i] end
      local rules = rules_of(tier, files, p)
      local kept = ctx.keep(files, rules)
      for at, i in ipairs(positions) do verdicts[i] = { kept[at][1], tier .. ": " .. kept[at][2] } end
      local needed = wal_needed_since(files, kept, rules)
      if needed == nil then all_stay = true end
      if needed ~= nil and (since == nil or needed < since) then since = needed end
    end

    for _, i in ipairs(wal) do
      if since ~= nil and not all_stay and items[i].modified < since then
        verdicts[i] = { true, "WAL older than every kept backup" }
      else
        verdicts[i] = { false, "WAL of a kept backup" }
      end
    end
    return verdicts
  end,
}
