-- An LZ77 compressor with a table of recent triples, and its expander: byte and sub, string keys, integer arithmetic.
local byte, char, sub = string.byte, string.char, string.sub

local function sample(size)
  local seed, parts, length = 99, {}, 0
  while length < size do
    seed = (seed * 16807) % 2147483647
    local part = seed % 3 == 0 and "the quick brown fox " or seed % 3 == 1 and "jumps over " .. seed % 100 .. " " or "lazy dogs "
    parts[#parts + 1] = part
    length = length + #part
  end
  return sub(table.concat(parts), 1, size)
end

local function compress(text)
  local out, recent, at, length = {}, {}, 1, #text
  while at <= length do
    local key = sub(text, at, at + 2)
    local earlier = recent[key]
    recent[key] = at
    local run = 0
    if earlier and #key == 3 and at - earlier < 65536 then
      while run < 255 and at + run <= length and byte(text, earlier + run) == byte(text, at + run) do run = run + 1 end
    end
    if run >= 4 then
      local back = at - earlier
      out[#out + 1] = char(1, run, (back - back % 256) / 256, back % 256)
      at = at + run
    else
      out[#out + 1] = char(0) .. sub(text, at, at)
      at = at + 1
    end
  end
  return table.concat(out)
end

local function expand(packed)
  local out, at, length, count = {}, 1, #packed, 0
  while at <= length do
    if byte(packed, at) == 1 then
      local run, high, low = byte(packed, at + 1, at + 3)
      local from = count - (high * 256 + low)
      for i = 1, run do out[count + i] = out[from + i] end
      count = count + run
      at = at + 4
    else
      count = count + 1
      out[count] = sub(packed, at + 1, at + 1)
      at = at + 2
    end
  end
  return table.concat(out)
end

return function(n)
  local text = sample(n)
  local packed = compress(text)
  if expand(packed) ~= text then error("what came out is not what went in") end
  local sum = 0
  for i = 1, #packed do sum = (sum * 31 + byte(packed, i)) % 1000003 end
  return string.format("%d:%d", #packed, sum)
end
