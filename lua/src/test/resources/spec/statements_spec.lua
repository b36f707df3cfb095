-- Manual §3.3: statements.

it("evaluates all of an assignment before it assigns", function()
  local a, b = 1, 2
  a, b = b, a
  all({a, b}, 2, 1)
  local i, t = 1, {}
  i, t[i] = i + 1, 20
  eq(i, 2)
  eq(t[1], 20)
  local x, y, z = (function() return 1, 2, 3 end)()
  all({x, y, z}, 1, 2, 3)
  x, y, z = 0, (function() return 1, 2, 3 end)()
  all({x, y, z}, 0, 1, 2)
  x, y, z = 9
  all(pack(x, y, z), 9, nil, nil)
  local t2 = {1, 2}
  t2, t2[1] = nil, "set in the old table"
  eq(t2, nil)
end)

it("runs while, repeat and break", function()
  local n = 0
  while true do
    n = n + 1
    if n == 5 then break end
  end
  eq(n, 5)
  repeat
    local last = n
    n = n - 1
  until last == 2
  eq(n, 1)
  while n > 1 do error("not entered") end
end)

it("runs numeric loops without overflow", function()
  local function count(from, to, step)
    local n, last = 0, nil
    for i = from, to, step or 1 do
      n = n + 1
      last = i
      if n > 100 then error("endless") end
    end
    return n, last
  end
  all(pack(count(1, 3)), 3, 3)
  all(pack(count(3, 1)), 0, nil)
  all(pack(count(3, 1, -1)), 3, 1)
  all(pack(count(1, 2, 0.5)), 3, 2.0)
  all(pack(count(1.0, 3)), 3, 3.0)
  all(pack(count(9223372036854775806, 9223372036854775807)), 2, 9223372036854775807)
  all(pack(count(-9223372036854775807, math.mininteger, -1)), 2, math.mininteger)
  all(pack(count(9223372036854775800, 9223372036854775807, 5)), 2, 9223372036854775805)
  all(pack(count(1, 2^70, 2^62 // 1 | 0)), 2, 4611686018427387905)
  all(pack(count(1, -1/0)), 0, nil)
  all(pack(count(3, 2.5)), 0, nil)
  all(pack(count(2, 2.5)), 1, 2)
  all(pack(count(1, 0/0)), 0, nil)
  fails(function() for i = 1, 10, 0 do end end, "'for' step is zero")
  fails(function() for i = 1.0, 10, 0 do end end, "'for' step is zero")
  fails(function() for i = "one", 10 do end end, "bad 'for' initial value (number expected, got string)")
  fails(function() for i = 1, {} do end end, "bad 'for' limit (number expected, got table)")
  fails(function() for i = 1, 2, nil do end end, "bad 'for' step (number expected, got nil)")
end)

it("counts from, to and by strings that read as numbers", function()
  local function count(from, to, by)
    local n, last = 0, nil
    for i = from, to, by or 1 do n, last = n + 1, i end
    return n, last
  end
  all(pack(count("7", 9)), 3, 9.0)
  all(pack(count(7, "9")), 3, 9)
  all(pack(count(7, " 0x9 ")), 3, 9)
  all(pack(count(7, "9.75")), 3, 9)
  all(pack(count(-7, "-9.75", -1)), 3, -9)
  all(pack(count(9, "7", "-2")), 2, 7.0)
  all(pack(count(math.maxinteger - 1, "9223372036854775807")), 2, math.maxinteger)
  fails(function() for i = 1, 2, "0" do end end, "'for' step is zero")
  fails(function() for i = 1, "many" do end end, "bad 'for' limit (number expected, got string)")
end)

it("gives each iteration a fresh variable that may be assigned to", function()
  local fs = {}
  for i = 1, 3 do
    fs[i] = function() i = i + 10 return i end
  end
  eq(fs[1](), 11)
  eq(fs[1](), 21)
  eq(fs[2](), 12)
  local seen = {}
  for i = 1, 3 do
    seen[#seen + 1] = i
    i = i * 100
  end
  all(seen, 1, 2, 3)
end)

it("runs generic loops over any iterator", function()
  local function up(state, i)
    if i < state then return i + 1, i * 2 end
  end
  local seen = {}
  for a, b in up, 3, 0 do
    seen[#seen + 1] = a
    seen[#seen + 1] = b
  end
  all(seen, 1, 0, 2, 2, 3, 4)
  local callable = setmetatable({}, {__call = function(_, s, c) if c < 2 then return c + 1 end end})
  local n = 0
  for i in callable, nil, 0 do n = n + i end
  eq(n, 3)
  fails(function() for x in 5 do end end, "attempt to call a number value (for iterator 'for iterator')")
end)

it("jumps with goto, also backwards and out of nested blocks", function()
  local n = 0
  ::top::
  n = n + 1
  if n < 5 then goto top end
  eq(n, 5)
  for i = 1, 3 do
    for j = 1, 3 do
      if j == 2 then goto continue end
      n = n + 1
    end
    ::continue::
  end
  eq(n, 8)
  do
    goto skip
    n = 100
    ::skip::
  end
  eq(n, 8)
  local fs = {}
  do
    local k = 0
    ::again::
    local x = k
    fs[#fs + 1] = function() x = x + 1 return x end
    k = k + 10
    if k < 30 then goto again end
  end
  all({fs[1](), fs[2](), fs[3](), fs[1]()}, 1, 11, 21, 2)
end)

it("shadows variables by later ones of the same name", function()
  local x = 1
  local function outer() return x end
  local x = 2
  do
    local x = x + 10
    eq(x, 12)
  end
  eq(x, 2)
  eq(outer(), 1)
end)

it("refuses to change constants", function()
  local f, message = load("local x <const> = 1; x = 2", "=c")
  eq(f, nil)
  eq(message, "c:1: attempt to assign to const variable 'x'")
end)

it("closes variables when their scope ends, in reverse order", function()
  local log = {}
  local function tracked(name)
    return closable(function(_, e) log[#log + 1] = name .. tostring(e) end)
  end
  do
    local a <close> = tracked("a")
    local b <close> = tracked("b")
    local c <close> = nil
    log[#log + 1] = "body"
  end
  all(log, "body", "bnil", "anil")
  log = {}
  local function f()
    local a <close> = tracked("a")
    return "r1", "r2"
  end
  all(pack(f()), "r1", "r2")
  all(log, "anil")
  log = {}
  for i = 1, 2 do
    local a <close> = tracked("a" .. i)
    if i == 1 then goto next end
    break
    ::next::
  end
  all(log, "a1nil", "a2nil")
  log = {}
  local ok, e = pcall(function()
    local a <close> = tracked("a")
    local b <close> = closable(function(_, e) log[#log + 1] = tostring(e) error("second", 0) end)
    error("first", 0)
  end)
  all({ok, e}, false, "second")
  all(log, "first", "asecond")
  fails(function() local x <close> = 5 end, "variable 'x' got a non-closable value")
end)

it("closes the fourth value of a generic loop", function()
  local log = {}
  local function iterator(n)
    local i = 0
    return function() i = i + 1 if i <= n then return i end end, nil, nil, closable(function() log[#log + 1] = "closed" end)
  end
  for i in iterator(2) do log[#log + 1] = i end
  all(log, 1, 2, "closed")
  log = {}
  for i in iterator(2) do break end
  all(log, "closed")
  log = {}
  local function f() for i in iterator(2) do return i end end
  eq(f(), 1)
  all(log, "closed")
  log = {}
  eq(pcall(function() for i in iterator(2) do error("x") end end), false)
  all(log, "closed")
end)

it("erases type annotations", function()
  eq(run([[
    type Point = {x: number, y: number}
    local function add(a: number, b: number?): number return a + (b or 0) end
    local p: Point = {x = 1, y = 2}
    return add(p.x, p.y) :: number
  ]]), 3)
end)

it("goto closes what the generic loops it leaves were to close", function()
  local log = {}
  local function closing(name)
    return setmetatable({}, {__close = function() log[#log + 1] = name end})
  end
  local function steps(name, n)
    return function() n = n - 1 if n > 0 then return n end end, nil, nil, closing(name)
  end
  for i in steps("outer", 3) do
    local body <close> = closing("body")
    for j in steps("inner", 3) do
      if i == 1 then goto done end
    end
  end
  ::done::
  eq(table.concat(log, " "), "inner body inner body outer")
  log = {}
  local turns = 0
  ::again::
  turns = turns + 1
  for i in steps("once", 3) do
    if turns < 3 then goto again end
  end
  eq(table.concat(log, " "), "once once once")
  log = {}
  for i = 1, 2 do
    for j in steps("skipped", 3) do
      if j == 2 then goto continue end
      log[#log + 1] = "not here"
    end
    ::continue::
  end
  eq(table.concat(log, " "), "skipped skipped")
end)
