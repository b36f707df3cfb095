-- Word frequencies of a generated text: gmatch, string keys, lower, sort with a comparator, concat.
local syllables = { "ka", "lo", "mi", "ne", "ru", "sa", "ti", "vo", "ze", "du" }

local function text(count)
  local seed, words = 7, {}
  local function random(n)
    seed = (seed * 16807) % 2147483647
    return seed % n + 1
  end
  for i = 1, count do
    local a, b, c = random(10), random(10), random(4)
    local word = syllables[a] .. syllables[b]
    if c == 1 then word = word .. syllables[random(10)] end
    if c == 2 then word = word:sub(1, 1):upper() .. word:sub(2) end
    words[i] = word .. (i % 12 == 0 and ".\n" or c == 3 and "," or "")
  end
  return table.concat(words, " ")
end

return function(n)
  local counts, order = {}, {}
  for word in text(n):gmatch("%a+") do
    word = word:lower()
    local count = counts[word]
    if not count then
      order[#order + 1] = word
      count = 0
    end
    counts[word] = count + 1
  end
  table.sort(order, function(a, b)
    if counts[a] ~= counts[b] then return counts[a] > counts[b] end
    return a < b
  end)
  local lines = {}
  for i = 1, math.min(#order, 25) do lines[i] = order[i] .. "=" .. counts[order[i]] end
  return string.format("%d:%s", #order, table.concat(lines, ","))
end
