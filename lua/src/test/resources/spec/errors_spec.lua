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
    "handled: errors_spec.lua:53: attempt to call a nil value (local 'x')")
end)

it("gives up on handlers that fail themselves", function()
  local ok, e = xpcall(error, function() error("again") end)
  eq(ok, false)
  eq(e, "error in error handling")
  local calls = 0
  ok, e = xpcall(error, function(m) calls = calls + 1 if calls < 3 then error("retry") end return "at last" end)
  all({ok, e, calls}, false, "at last", 3)
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
