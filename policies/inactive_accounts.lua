return {
  about = "Accounts leave that nobody used for `after`",
  params = {
    after = { type = "duration", default = "2y", min = "30d", help = "without a login" },
    warned = { type = "string", default = "", help = "the column that says when the owner was warned; empty: none" },
    notice = { type = "duration", default = "30d", help = "between the warning and the end" },
    spared = { type = "list", default = { "admin", "service" }, help = "roles that stay" },
  },
  fields = function(p)
    if p.warned == "" then return { "last_login_at", "created_at", "role" } end
    return { "last_login_at", "created_at", "role", p.warned }
  end,
  time = "created_at",
  where = function(p)
    return { created_at = { older_than = p.after } }
  end,
  decide = function(item, p, ctx)
    for _, role in ipairs(p.spared) do
      if item.role == role then return false, "role " .. role end
    end
    local login = ctx.time(item.last_login_at)
    if item.last_login_at ~= nil and login == nil then return false, "last_login_at cannot be read" end
    local last = login or item.created_at
    if last == nil then return false, "no date" end
    if last >= ctx.now - ctx.duration(p.after) then return false, "used lately" end
    if p.warned ~= "" then
      local warned = ctx.time(item[p.warned])
      if warned == nil or warned < last then return false, "not warned yet" end
      if warned >= ctx.now - ctx.duration(p.notice) then return false, "warned lately" end
    end
    if item.last_login_at == nil then return true, "never used" end
    return true, "not used for " .. ctx.age(last, "y") .. " years"
  end,
}
