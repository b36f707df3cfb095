-- Manual §2.3 and §6.1: error, pcall, xpcall, assert.

it("returns errors of any kind from pcall", function()
  local object = {}
  all(pack(pcall(error, object)), false, object)
  all(pack(pcall(error, nil)), false, nil)
  all(pack(pcall(error)), false, nil)
  all(pack(pcall(error, 42)), false, 42)
  all(pack(pcall(error, "text", 0)), false, "text")
  all(pack(pcall(function() return 1, 2 end)), true, 1, 2)
  all(pack(pcall(function(...) return ... end, 1, nil)), true, 1, nil)
  fails(pcall, "bad argument #1 to 'pcall' (value expected)")
end)

it("puts the position of the level in front of messages", function()
  local function level(n) error("msg", n) end
  local ok, e = run([[
    local function level(n) error("msg", n) end
    local function caller(n) level(n) end
    return pcall(caller, ...)]], 1)
  eq(e, "run:1: msg")
  ok, e = run([[
    local function level(n) error("msg", n) end
    local function caller(n)
      level(n) end
    return pcall(caller, ...)]], 2)
  eq(e, "run:3: msg")
  ok, e = pcall(run, "local x = nil + 1")
  eq(e, "run:1: attempt to perform arithmetic on a nil value")
  ok, e = pcall(run, "\n\nlocal t = nil\nt.x = 1")
  eq(e, "run:4: attempt to index a nil value (local 't')")
end)

it("asserts", function()
  all(pack(assert(1, "message", 3)), 1, "message", 3)
  all(pack(pcall(assert, false)), false, "assertion failed!")
  all(pack(pcall(assert, nil, "why")), false, "why")
  local object = {}
  all(pack(pcall(assert, false, object)), false, object)
  fails(assert, "bad argument #1 to 'assert' (value expected)")
end)

it("says where an assertion failed, as error does", function()
  local ok, e = pcall(run, "\nassert(1 > 2)")
  eq(e, "run:2: assertion failed!")
  ok, e = pcall(run, "assert(nil,\n'why')")
  eq(e, "run:1: why")
  ok, e = pcall(run, "assert(nil, 7)")
  eq(e, 7)
end)

it("names the metamethod that cannot be called", function()
  local broken = setmetatable({}, {__add = 1, __unm = true, __lt = {}, __concat = 2, __len = 3, __close = 4})
  for code, name in pairs {
    ["v + 1"] = "number value (metamethod 'add')",
    ["1 + v"] = "number value (metamethod 'add')",
    ["-v"] = "boolean value (metamethod 'unm')",
    ["v < v"] = "table value (metamethod 'lt')",
    ["v .. 'x'"] = "number value (metamethod 'concat')",
    ["#v"] = "number value (metamethod 'len')",
  } do
    fails(run, "attempt to call a " .. name, "local v = ... ; return " .. code, broken)
  end
  fails(run, "attempt to call a number value (metamethod 'close')", "local v <close> = ...", broken)
end)

it("names methods in functions with hundreds of constants", function()
  local lines = {}
  for i = 1, 400 do lines[i] = "t.field" .. i .. " = " .. i + 0.5 end
  local source = "local t = {}\n" .. table.concat(lines, "\n") .. "\n"
  fails(run, "attempt to call a nil value (method 'nothing')", source .. "t:nothing()")
  fails(run, "attempt to call a nil value (field 'nothing')", source .. "t.nothing()")
end)

it("finds errors of loops in the line of what failed", function()
  local function line(source)
    local ok, e = pcall(run, source)
    return tonumber(e:sub(5, 5))
  end
  eq(line("for i = 1, 'x' do end"), 1)
  eq(line("for i = 1,\n 'x'\n do\n local a\n end"), 3)
  eq(line("for k in\n nil\n do\n local a\n end"), 2)
  eq(line("for k\n in next,\n nil\n do\n local a\n end"), 2)
  fails(run, "variable '(for state)' got a non-closable value", "for k in next, {}, nil, 4 do end")
end)

it("calls the handler of xpcall where the error is", function()
  local function handler(e) return "handled: " .. tostring(e) end
  all(pack(xpcall(function() error("x", 0) end, handler)), false, "handled: x")
  all(pack(xpcall(function(...) return ... end, handler, 1, 2)), true, 1, 2)
  local trace
  xpcall(function() local function inner() error("deep") end inner() end, function(e) trace = debug.traceback(e, 1) end)
  eq(trace:sub(1, #"errors_spec.lua:"), "errors_spec.lua:")
  local mentioned = false
  for i = 1, #trace - 6 do mentioned = mentioned or trace:sub(i, i + 6) == "'inner'" end
  eq(mentioned, true)
  all(pack(xpcall(function() local x = nil; x() end, handler)), false,
    "handled: errors_spec.lua:97: attempt to call a nil value (local 'x')")
end)

it("gives up on handlers that fail themselves", function()
  local ok, e = xpcall(error, function() error("again") end)
  eq(ok, false)
  eq(e, "error in error handling")
  local calls = 0
  ok, e = xpcall(error, function(m) calls = calls + 1 if calls < 3 then error("retry") end return "at last" end)
  all({ok, e, calls}, false, "at last", 3)
end)

it("calls handlers for errors of handlers until they are nested too deeply, and tells them that", function()
  local function until_zero(n)
    if n == 0 then return "reached" end
    if type(n) == "number" then error(n - 1) end
    return n
  end
  all(pack(xpcall(error, until_zero, 150)), false, "reached")
  all(pack(xpcall(error, until_zero, 250)), false, "C stack overflow")
  local calls, told = 0, 0
  all(pack(xpcall(error, function(e)
    calls = calls + 1
    if e == "C stack overflow" then told = told + 1 end
    error(e, 0)
  end, "x")), false, "error in error handling")
  all({calls > 200, told > 1, told < 30}, true, true, true)
  local deepest = 0
  local function nest(depth) deepest = depth; return pcall(nest, depth + 1) end
  xpcall(error, function(n) if n > 0 then error(n - 1) end nest(0) end, 100)
  eq(deepest, 98)
end)

it("nests protected calls", function()
  local ok, inner_ok, message = pcall(function()
    local ok, m = pcall(error, "inner", 0)
    return ok, m
  end)
  all({ok, inner_ok, message}, true, false, "inner")
  all(pack(pcall(pcall, error, "x", 0)), true, false, "x")
  local depth = 0
  local function nest(n)
    if n == 0 then error("bottom", 0) end
    local ok, e = pcall(nest, n - 1)
    depth = depth + 1
    error(e, 0)
  end
  all(pack(pcall(nest, 50)), false, "bottom")
  eq(depth, 50)
end)

it("raises errors in metamethods and iterators where they are used", function()
  local bad = setmetatable({}, {__index = function() error("idx", 0) end, __add = function() error("add", 0) end,
    __eq = function() error("eq", 0) end, __concat = function() error("cat", 0) end})
  all(pack(pcall(function() return bad.x end)), false, "idx")
  all(pack(pcall(function() return bad + 1 end)), false, "add")
  all(pack(pcall(function() return bad == setmetatable({}, {}) end)), false, "eq")
  all(pack(pcall(function() return "a" .. bad end)), false, "cat")
  all(pack(pcall(function() for x in function() error("it", 0) end do end end)), false, "it")
end)

it("recovers from a stack overflow", function()
  local function deep() return 1 + deep() end
  for i = 1, 3 do
    local ok, e = pcall(deep)
    eq(ok, false)
    eq(ends(e, "stack overflow"), true)
  end
  local ok, e = xpcall(deep, function(m) return "H" .. #m end)
  eq(ok, false)
  eq(e:sub(1, 1), "H")
end)

it("lets the handler of a stack overflow go on after more of them", function()
  local function endless() return 1 + endless() end
  local seen = {}
  local ok, e = xpcall(endless, function(message)
    for i = 1, 3 do seen[i] = select(2, pcall(endless)) end
    return "handled"
  end)
  eq(e, "handled")
  all(seen, "error in error handling", "error in error handling", "error in error handling")
  raises("stack overflow", endless)
end)

it("nests 200 protected calls and not more, so functions that protect each other for ever fail soon", function()
  local deepest = 0
  local function nest(depth) deepest = depth; return pcall(nest, depth + 1) end
  nest(0)
  eq(deepest, 200)
  local function innermost() return select(2, pcall(innermost)) end
  eq(innermost(), "C stack overflow")
  local function loop() assert(pcall(loop)) end
  local ok, e = pcall(loop)
  eq(ends(e, "C stack overflow"), true)
  ok, e = xpcall(loop, loop)
  all({ok, e}, false, "error in error handling")
end)
