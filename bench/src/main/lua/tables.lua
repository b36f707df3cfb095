-- Arrays grown, sorted and shrunk; string and sparse keys put, read and iterated.
return function(n)
  local seed, sum = 42, 0
  local function random()
    seed = (seed * 16807) % 2147483647
    return seed
  end
  local list = {}
  for i = 1, n do list[i] = random() % 100000 end
  table.sort(list)
  for i = 2, n do
    if list[i - 1] > list[i] then error("not sorted") end
  end
  local by_name = {}
  for i = 1, n do
    local key = "k" .. (random() % 5000)
    by_name[key] = (by_name[key] or 0) + i
  end
  for _, value in pairs(by_name) do sum = (sum + value) % 1000003 end
  local sparse = {}
  for i = 1, n do sparse[random()] = i end
  for key, value in pairs(sparse) do
    if value % 2 == 0 then sparse[key] = nil end
  end
  for _, value in pairs(sparse) do sum = (sum + value) % 1000003 end
  while #list > 0 do sum = (sum + table.remove(list)) % 1000003 end
  return string.format("%d", sum)
end
