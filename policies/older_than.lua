-- The job's own `retention` and `column` are the rule; the store asks for nothing else, and the host judges it again.
return {
  about = "Items leave when they are older than the job's retention, by its column",
  needs = { "retention", "column" },
  fields = {},

  decide = function()
    return true
  end,
}
