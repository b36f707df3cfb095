-- Nested numeric loops with mixed arithmetic, no allocation.
return function(n)
  local sum, x = 0, 0.5
  for i = 1, n do
    for j = 1, 100 do
      sum = (sum * 31 + i * j) % 1000003
      x = x * 0.999 + j
    end
  end
  return string.format("%d:%.6f", sum, x)
end
