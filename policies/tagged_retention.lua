-- The tag holds one or several keep times: "5y", or "5y 7y". The longest wins.

-- The words of a text, which spaces, commas, semicolons or plus signs part.
local function words_of(text)
  local words, word = {}, ""
  for i = 1, #text + 1 do
    local c = text:sub(i, i)
    if c == "" or c == " " or c == "," or c == ";" or c == "+" then
      if word ~= "" then words[#words + 1] = word end
      word = ""
    else
      word = word .. c
    end
  end
  return words
end

return {
  about = "What is tagged with a keep time (`known`) leaves after it; of several the longest counts",
  params = {
    tag = { type = "string", default = "tag.retention", help = "the field that holds the keep times" },
    known = { type = "list", default = { "5y", "7y" }, help = "the keep times that a tag may name" },
    time = { type = "string", default = "modified", help = "the time from which they run" },
  },
  fields = function(p) return { p.tag, p.time } end,
  time = function(p) return p.time end,
  decide = function(item, p, ctx)
    local tag, time = item[p.tag], item[p.time]
    if tag == nil then return false, "no retention tag" end
    if time == nil then return false, "no time" end
    local known = {}
    for _, keep in ipairs(p.known) do known[keep] = ctx.duration(keep) end
    local longest, length
    for _, keep in ipairs(words_of(tag)) do
      if known[keep] == nil then return false, "unknown retention tag" end
      if length == nil or known[keep] > length then longest, length = keep, known[keep] end
    end
    if length == nil then return false, "no retention tag" end
    if time >= ctx.now - length then return false, "tagged " .. longest end
    return true, "older than its tag of " .. longest
  end,
}
