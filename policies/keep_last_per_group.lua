return {
  about = "Only the last `count` rows of each group (`group`) stay",
  params = {
    count = { type = "integer", default = 5, min = 1, help = "rows that each group keeps" },
    group = { type = "list", default = { "customer_id" }, help = "the columns that make a group" },
    time = { type = "string", default = "created_at", help = "the column that says which is newer" },
  },
  fields = function(p) return p.group end,
  group_by = function(p) return p.group end,
  time = function(p) return p.time end,
  decide_group = function(items, p, ctx)
    -- Rows that belong to nobody are no group of their own.
    for _, column in ipairs(p.group) do
      if items[1][column] == nil then
        local verdicts = {}
        for i in ipairs(items) do verdicts[i] = { false, "no " .. column } end
        return verdicts
      end
    end
    return ctx.keep(items, { last = p.count })
  end,
}
