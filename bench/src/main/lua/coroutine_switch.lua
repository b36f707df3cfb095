-- Two coroutines that yield on and on: the cost of switching.
return function(n)
  local function counter(step)
    return coroutine.wrap(function()
      local i = 0
      while true do
        i = i + step
        coroutine.yield(i)
      end
    end)
  end
  local ones, threes = counter(1), counter(3)
  local sum = 0
  for _ = 1, n do sum = (sum + ones() + threes()) % 1000003 end
  return string.format("%d", sum)
end
