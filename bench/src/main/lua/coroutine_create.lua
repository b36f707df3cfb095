-- Coroutines made, resumed twice and finished.
return function(n)
  local create, resume, status, yield = coroutine.create, coroutine.resume, coroutine.status, coroutine.yield
  local sum = 0
  local function body(x)
    local y = yield(x + 1)
    return x + y
  end
  for i = 1, n do
    local co = create(body)
    local _, first = resume(co, i)
    local _, second = resume(co, first)
    if status(co) == "dead" then sum = (sum + second) % 1000003 end
  end
  return string.format("%d", sum)
end
