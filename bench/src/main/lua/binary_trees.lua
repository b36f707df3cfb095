-- Many small tables made and dropped.
local function make(depth)
  if depth == 0 then return {} end
  return { make(depth - 1), make(depth - 1) }
end

local function count(tree)
  if tree[1] then return 1 + count(tree[1]) + count(tree[2]) end
  return 1
end

return function(n)
  local total = 0
  local long = make(n)
  for depth = 4, n, 4 do
    for _ = 1, 2 ^ (n - depth + 2) do
      total = total + count(make(depth))
    end
  end
  return string.format("%d", total + count(long))
end
