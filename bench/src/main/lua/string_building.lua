-- Strings put together by .. in a loop, and by table.concat.
return function(n)
  local text = ""
  for i = 1, n do
    text = text .. (i % 10)
    if #text > 2000 then text = "" end
  end
  local parts = {}
  for i = 1, n do parts[#parts + 1] = "item" .. i end
  local all = table.concat(parts, ",")
  return string.format("%d:%d", #text, #all)
end
