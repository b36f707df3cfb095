-- Manual §2.6 and §6.2: coroutines.

it("passes values in and out", function()
  local co = coroutine.create(function(a, b)
    local c, d = coroutine.yield(a + b)
    local e = coroutine.yield(c, d)
    return "end", e
  end)
  all(pack(coroutine.resume(co, 1, 2)), true, 3)
  all(pack(coroutine.resume(co, "c", "d")), true, "c", "d")
  all(pack(coroutine.resume(co, "e")), true, "end", "e")
  all(pack(coroutine.resume(co)), false, "cannot resume dead coroutine")
  eq(coroutine.status(co), "dead")
end)

it("tells its status", function()
  local co
  local inner
  co = coroutine.create(function()
    eq(coroutine.status(co), "running")
    inner = coroutine.create(function()
      eq(coroutine.status(co), "normal")
      all(pack(coroutine.resume(co)), false, "cannot resume non-suspended coroutine")
    end)
    eq(coroutine.status(inner), "suspended")
    assert(coroutine.resume(inner))
    eq(coroutine.status(inner), "dead")
  end)
  eq(coroutine.status(co), "suspended")
  assert(coroutine.resume(co))
  eq(coroutine.status(co), "dead")
  local main, is_main = coroutine.running()
  eq(is_main, true)
  eq(coroutine.isyieldable(), false)
  coroutine.wrap(function()
    local me, first = coroutine.running()
    eq(first, false)
    eq(me ~= main, true)
    eq(coroutine.isyieldable(), true)
  end)()
  fails(coroutine.yield, "attempt to yield from outside a coroutine")
  fails(coroutine.create, "bad argument #1 to 'coroutine.create' (function expected, got number)", 5)
end)

it("reports errors to the resumer", function()
  local co = coroutine.create(function() error("oops", 0) end)
  all(pack(coroutine.resume(co)), false, "oops")
  eq(coroutine.status(co), "dead")
  local object = {}
  co = coroutine.create(function() coroutine.yield() error(object) end)
  coroutine.resume(co)
  all(pack(coroutine.resume(co)), false, object)
end)

it("wraps coroutines as functions", function()
  local gen = coroutine.wrap(function() for i = 1, 3 do coroutine.yield(i) end return "last" end)
  all({gen(), gen(), gen(), gen()}, 1, 2, 3, "last")
  fails(gen, "cannot resume dead coroutine")
  local sum = 0
  for i in coroutine.wrap(function() for i = 1, 10 do coroutine.yield(i) end end) do sum = sum + i end
  eq(sum, 55)
  local bad = coroutine.wrap(function() error("inside", 0) end)
  fails(bad, "inside")
end)

it("yields across pcall, metamethods, iterators and close", function()
  local function y(...) return coroutine.yield(...) end
  local mt = {
    __add = y, __index = y, __call = y, __len = y, __unm = y, __concat = y,
    __eq = y, __lt = y, __le = y, __newindex = function(t, k, v) y("new") rawset(t, k, v) end,
    __close = function() y("close") end,
  }
  local log = {}
  local co = coroutine.wrap(function()
    local t, u = setmetatable({}, mt), setmetatable({}, mt)
    log[#log + 1] = pack(pcall(function() local r = y("p") error(r, 0) end))[2]
    log[#log + 1] = t + 1
    log[#log + 1] = t.missing
    log[#log + 1] = t(1)
    log[#log + 1] = #t
    log[#log + 1] = -t
    log[#log + 1] = t .. "x"
    log[#log + 1] = "a" .. "b" .. t .. "c"
    log[#log + 1] = t == u
    log[#log + 1] = t < u
    log[#log + 1] = not (t <= u)
    if t < 5 then log[#log + 1] = "less" else log[#log + 1] = "not less" end
    t.field = "set"
    log[#log + 1] = rawget(t, "field")
    for a in y, "it" do log[#log + 1] = a if a == 13 then break end end
    do local c <close> = t log[#log + 1] = "scope" end
    log[#log + 1] = select(2, xpcall(error, function(m) return y("handler") end, "x"))
    log[#log + 1] = (load(function() return y("load") end, "=l")) ~= nil
    return "done"
  end)
  local n = 0
  local answer
  local value = co()
  local answers = {"p1", 2, 3, 4, 5, 6, 7, "8", true, true, nil, false, nil, 13, nil, "h", nil}
  while value ~= "done" do
    n = n + 1
    value = co(answers[n])
  end
  all(log, "p1", 2, 3, 4, 5, 6, 7, "ab8", true, true, true, "not less", "set", 13, "scope", "h", true)
end)

it("yields from the comparisons of math.max and math.min", function()
  local Slow = {__lt = function(a, b) return a.size < b.size == coroutine.yield() end}
  local small, large = setmetatable({size = 1}, Slow), setmetatable({size = 2}, Slow)
  for extreme, winner in pairs {[math.max] = large, [math.min] = small} do
    local co = coroutine.create(extreme)
    coroutine.resume(co, small, large, small)
    coroutine.resume(co, true)
    all({coroutine.resume(co, true)}, true, winner)
  end
end)

it("yields from nested calls and keeps their variables", function()
  local function walk(tree)
    if tree then
      walk(tree.left)
      coroutine.yield(tree.value)
      walk(tree.right)
    end
  end
  local function leaf(v) return {value = v} end
  local tree = {left = {left = leaf(1), value = 2, right = leaf(3)}, value = 4, right = leaf(5)}
  local seen = {}
  for v in coroutine.wrap(function() walk(tree) end) do seen[#seen + 1] = v end
  all(seen, 1, 2, 3, 4, 5)
end)

it("runs coroutines inside coroutines", function()
  local function gen(n) return coroutine.wrap(function() for i = 1, n do coroutine.yield(i) end end) end
  local outer = coroutine.wrap(function()
    for i in gen(3) do for j in gen(i) do coroutine.yield(i * 10 + j) end end
  end)
  local seen = {}
  for v in outer do seen[#seen + 1] = v end
  all(seen, 11, 21, 22, 31, 32, 33)
end)

it("closes suspended coroutines with their pending variables", function()
  local log = {}
  local co = coroutine.create(function()
    local a <close> = closable(function(_, e) log[#log + 1] = "a" .. tostring(e) end)
    local b <close> = closable(function(_, e) log[#log + 1] = "b" .. tostring(e) end)
    coroutine.yield()
    log[#log + 1] = "never"
  end)
  coroutine.resume(co)
  all(pack(coroutine.close(co)), true)
  all(log, "bnil", "anil")
  eq(coroutine.status(co), "dead")
  all(pack(coroutine.close(co)), true)
  all(pack(coroutine.close(coroutine.create(print))), true)
  co = coroutine.create(function()
    local a <close> = closable(function() error("closing", 0) end)
    coroutine.yield()
  end)
  coroutine.resume(co)
  all(pack(coroutine.close(co)), false, "closing")
  co = coroutine.create(function() error("failed", 0) end)
  coroutine.resume(co)
  all(pack(coroutine.close(co)), false, "failed")
  all(pack(coroutine.close(co)), true)
  fails(function() coroutine.close(coroutine.running()) end, "cannot close a running coroutine")
  log = {}
  local wrapped = coroutine.wrap(function()
    local a <close> = closable(function(_, e) log[#log + 1] = e end)
    error("w", 0)
  end)
  fails(wrapped, "w")
  all(log, "w")
end)

it("does not notice that the host suspends the whole program", function()
  eq(suspend(), "answer")
  local co = coroutine.wrap(function()
    local ok, value = pcall(function() return suspend() end)
    coroutine.yield(value)
    local t = setmetatable({}, {__index = function() return suspend() end})
    coroutine.yield(t.x)
  end)
  eq(co(), "answer")
  eq(co(), "answer")
end)

it("has room for many coroutines", function()
  local all_of_them = {}
  for i = 1, 1000 do
    local co = coroutine.create(function(x) while true do x = coroutine.yield(x + i) end end)
    coroutine.resume(co, 0)
    all_of_them[i] = co
  end
  local sum = 0
  for i, co in ipairs(all_of_them) do
    local _, v = coroutine.resume(co, 1)
    sum = sum + v
  end
  eq(sum, 501500)
end)

it("refuses to resume coroutines in each other without end", function()
  local depth = 0
  local function deeper()
    depth = depth + 1
    return coroutine.resume(coroutine.create(deeper))
  end
  local results = pack(deeper())
  eq(results[results.n], "C stack overflow")
  eq(results[results.n - 1], false)
  eq(depth > 100 and depth <= 201, true)

  local function wrapped() coroutine.wrap(wrapped)() end
  raises("C stack overflow", wrapped)

  local function closing()
    local co = coroutine.create(function()
      local guard <close> = closable(closing)
      coroutine.yield()
    end)
    coroutine.resume(co)
    local ok, e = coroutine.close(co)
    if not ok then error(e, 0) end
  end
  raises("C stack overflow", closing)

  eq(coroutine.wrap(function() return "fine again" end)(), "fine again")
end)
