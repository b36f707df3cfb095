-- Needs Lua 5.3 or newer: 64-bit integers, bitwise operators, floor division; hashing and a xorshift generator.
return function(n)
  local state, hash = 88172645463325252, 0xcbf29ce484222325
  local counts <const> = {}
  for i = 0, 15 do counts[i] = 0 end
  for _ = 1, n do
    state = state ~ (state << 13)
    state = state ~ (state >> 7)
    state = state ~ (state << 17)
    hash = (hash ~ (state & 0xff)) * 0x100000001b3
    local bucket = (hash >> 60) & 15
    counts[bucket] = counts[bucket] + 1
  end
  local sum = 0
  for i = 0, 15 do sum = sum + counts[i] // 3 * i end
  return string.format("%x:%d", hash, sum)
end
