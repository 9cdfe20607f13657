-- A series is the key without its date, wherever in the path that stands: db01-2026-11-20.dump, 2026-11-20/db01.dump.
-- Nothing else may vary, so that no host, shard or customer displaces another. Each series is rotated by the date in
-- its keys; the parts of one backup (volumes, a dump and its checksum) go together or not at all, whoever keeps one of
-- them, and of a folder that bears the date all files are good or none is, and all held or none. The tier is the last part of the folder's name that is no date: daily,
-- nightly, weekly or dumps. PostgreSQL's WAL files lie in the folder of the base backups that need them.

local kWal = "^[0-9A-F]{24}(\\.partial|\\.[0-9A-F]{8}\\.backup)?(\\.gz|\\.zst|\\.lz4|\\.bz2|\\.xz)?$"
local kTimeline = "^[0-9A-F]{8}\\.history"
local kTiers = { "daily", "nightly", "weekly", "dumps" }
local kRecent = 10

-- nil: a folder of no tier. Below a folder that bears a date lies one backup, however deep.
local function tier_of(folder, p, ctx)
  for _, tier in ipairs(kTiers) do
    if ctx.matches(folder, "(^|/)" .. tier .. "(/[^/]*\\*[^/]*(/.*)?)?$") then return tier end
  end
  for _, tier in ipairs(kTiers) do
    if p.tier == tier then return tier end
  end
  return nil
end

-- The newest `minimum` good copies stay whatever the tier says.
local function rules_of(tier, p)
  local rules = { last = p.minimum }
  if tier == "daily" then rules.daily = p.daily end
  if tier == "nightly" then rules.daily = p.nightly end
  if tier == "weekly" then rules.weekly = p.weekly end
  if tier == "dumps" then rules.within = p.dumps end
  return rules
end

local function list_at(lists, name)
  lists[name] = lists[name] or {}
  return lists[name]
end

-- The positions in items of each series, newest date first, and the backups of which they are parts: one a unit's
-- name and date.
local function sort_out(items, positions)
  local series, backups, of = {}, {}, {}
  for _, i in ipairs(positions) do
    local item = items[i]
    table.insert(list_at(series, item.series), i)
    local dates = list_at(backups, item.series_unit)
    local date = tostring(item.dated)
    dates[date] = dates[date] or { time = item.dated, size = 0 }
    of[i] = dates[date]
    -- A size that nobody knows is no good one.
    if item.size == nil then of[i].unknown = true else of[i].size = of[i].size + item.size end
  end
  for _, members in pairs(series) do
    table.sort(members, function(a, b)
      if items[a].dated ~= items[b].dated then return items[a].dated > items[b].dated end
      return a < b
    end)
  end
  return series, backups, of
end

local function median(sizes, first, last)
  local sorted = {}
  for i = first, last do sorted[#sorted + 1] = sizes[i] end
  table.sort(sorted)
  return sorted[(#sorted + 1) // 2]
end

-- Half a dump is larger than nothing, so a backup is measured by the median of the ten good ones before it; the first
-- by that of the first ten. So one that is far larger makes no others too small, and a row of broken ones is not
-- taken for the way things are.
local function find_bad(dates, p)
  local backups, sizes = {}, {}
  for _, backup in pairs(dates) do backups[#backups + 1] = backup end
  table.sort(backups, function(a, b) return a.time < b.time end)
  for _, backup in ipairs(backups) do
    if #sizes < kRecent and not backup.unknown and backup.size > 0 then sizes[#sizes + 1] = backup.size end
  end
  local good = { median(sizes, 1, #sizes) }
  for _, backup in ipairs(backups) do
    local usual = #good > 0 and median(good, math.max(1, #good - kRecent + 1), #good) or 0
    backup.bad = backup.unknown or backup.size < p.min_size or backup.size < usual * p.min_share
    if not backup.bad then good[#good + 1] = backup.size end
  end
  -- One that was never good, such as an empty mark, says nothing of what it lies beside.
  for _, backup in ipairs(backups) do backup.spoils = backup.bad and #good > 1 end
end

-- Where the folder bears the date, a dump may be the whole of it: what lies beside a bad part of that date is bad, too.
local function judge_together(items, positions, of)
  local spoilt, good = {}, {}
  for _, i in ipairs(positions) do
    local date = tostring(items[i].dated)
    if of[i].spoils then spoilt[date] = true end
    if not of[i].bad then good[date] = true end
  end
  for _, i in ipairs(positions) do
    local date = tostring(items[i].dated)
    of[i].bad = spoilt[date] or not good[date]
  end
end

-- What is held holds its whole backup; where the folder bears the date, that is all of this date.
local function hold_together(items, positions, of, by_folder)
  local held = {}
  for _, i in ipairs(positions) do
    if items[i].stays then
      of[i].stays = true
      held[tostring(items[i].dated)] = true
    end
  end
  if not by_folder then return end
  for _, i in ipairs(positions) do
    if held[tostring(items[i].dated)] then of[i].stays = true end
  end
end

-- A base backup began before its file was finished, but not before the one ahead of it was: WAL from then on is needed.
-- nil: there is none ahead of the oldest that stays.
local function wal_needed_since(items, members, of)
  local oldest = 0
  for at, i in ipairs(members) do
    if not of[i].bad and of[i].stays then oldest = at end
  end
  local ahead = members[oldest + 1]
  return ahead and items[ahead].modified
end

return {
  about = "Backups leave in tiers: `daily` daily, `nightly` nightly and `weekly` weekly ones stay, dumps for `dumps`",
  params = {
    daily = { type = "integer", default = 7, min = 1, help = "days of which daily/ keeps a backup" },
    nightly = { type = "integer", default = 30, min = 1, help = "days of which nightly/ keeps a backup" },
    weekly = { type = "integer", default = 12, min = 1, help = "weeks of which weekly/ keeps a backup" },
    dumps = { type = "duration", default = "90d", help = "how long dumps/ keeps all, back from the newest" },
    minimum = { type = "integer", default = 3, min = 1, help = "good copies of each series that always stay" },
    min_size = { type = "integer", default = 1, min = 1, help = "bytes below which a backup is no good copy" },
    min_share = { type = "number", default = 0.1, min = 0, max = 1, help = "the same, as a share of the usual size" },
    tier = { type = "string", default = "none", help = "the tier of folders whose name says none" },
  },
  fields = { "name", "size", "modified", "dated", "series", "series_folder", "series_unit", "stays" },
  group_by = { "series_folder" },
  time = "modified",

  decide_group = function(items, p, ctx)
    local verdicts = {}
    local tier = tier_of(items[1].series_folder, p, ctx)
    if tier == nil then
      for i in ipairs(items) do verdicts[i] = { false, "no tier" } end
      return verdicts
    end

    local dated, wal = {}, {} -- positions in items
    local since, all_stay = nil, false
    for i, item in ipairs(items) do
      if ctx.matches(item.name, kTimeline) then
        verdicts[i] = { false, "timeline history" }
      elseif ctx.matches(item.name, kWal) then
        wal[#wal + 1] = i
      elseif item.dated == nil then
        ctx.keep({ item }, { last = 1 }) -- a series of its own
        verdicts[i] = { false, tier .. ": no date in the name" }
        all_stay = true
      else
        dated[#dated + 1] = i
      end
    end

    local series, backups, of = sort_out(items, dated)
    for _, dates in pairs(backups) do find_bad(dates, p) end
    local by_folder = ctx.matches(items[1].series_folder, "\\*")
    if by_folder then judge_together(items, dated, of) end
    hold_together(items, dated, of, by_folder)

    local goes = {}
    for _, members in pairs(series) do
      local copies = {}
      for at, i in ipairs(members) do copies[at] = { time = items[i].dated, size = of[i].bad and 0 or 1 } end
      local kept = ctx.keep(copies, rules_of(tier, p))
      for at, i in ipairs(members) do
        goes[i] = kept[at][1]
        verdicts[i] = { kept[at][1], tier .. ": " .. kept[at][2] }
        if not goes[i] then of[i].stays = true end
      end
    end
    for _, i in ipairs(dated) do
      -- Of what is held itself the host says so, with the hold.
      if goes[i] and of[i].stays and not items[i].stays then
        verdicts[i] = { false, tier .. ": another part of it stays" }
      end
    end

    for _, members in pairs(series) do
      local needed = wal_needed_since(items, members, of)
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
