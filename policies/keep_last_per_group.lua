return {
  about = "Only the last `count` rows of each group (`group`) stay",
  params = {
    count = { type = "integer", default = 5, min = 1, help = "rows that each group keeps" },
    group = { type = "list", default = { "customer_id" }, help = "the columns that make a group" },
    time = { type = "string", default = "created_at", help = "the column that says which is newer" },
  },
  fields = {},
  group_by = function(p) return p.group end,
  time = function(p) return p.time end,
  decide_group = function(items, p, ctx)
    return ctx.keep(items, { last = p.count })
  end,
}
