-- Manual §3.4.10, §3.4.11, §3.5: calls, functions, closures.

it("adjusts arguments and results", function()
  local function f(a, b) return a, b end
  all(pack(f(1)), 1, nil)
  all(pack(f(1, 2, 3)), 1, 2)
  all(pack((f(1, 2))), 1)
  all(pack(f(1, 2), f(3, 4)), 1, 3, 4)
  all({f(1, 2), f(3, 4)}, 1, 3, 4)
  all(pack(f(f(1, 2))), 1, 2)
  eq(select("#", (function() end)()), 0)
end)

it("passes varargs through", function()
  local function count(...) return select("#", ...) end
  eq(count(), 0)
  eq(count(nil, nil), 2)
  local function first(...) local a, b = ... return a, b end
  all(pack(first(1, 2, 3)), 1, 2)
  all(pack(first()), nil, nil)
  local function around(...) return 0, ... end
  all(pack(around(1, 2)), 0, 1, 2)
  local function table_of(...) return {..., ...} end
  all(table_of(1, 2), 1, 1, 2)
  local function last(...) return (...) end
  all(pack(last(7, 8)), 7)
  local many = {}
  for i = 1, 300 do many[i] = i end
  local function unpack_from(t, i) i = i or 1 if i <= #t then return t[i], unpack_from(t, i + 1) end end
  eq(count(unpack_from(many)), 300)
  eq(select(-1, 1, 2, 3), 3)
  all(pack(select(2, "a", "b", "c")), "b", "c")
  fails(select, "bad argument #1 to 'select' (index out of range)", 0)
end)

it("shares variables between closures", function()
  local function counter()
    local n = 0
    return function() n = n + 1 return n end, function() return n end
  end
  local up, get = counter()
  up() up()
  eq(get(), 2)
  local up2 = counter()
  eq(up2(), 1)
  eq(get(), 2)
  local function nested()
    local x = 1
    return function()
      x = x + 1
      return function() x = x * 2 return x end
    end
  end
  eq(nested()()(), 4)
  local function parameter(p)
    local function set(v) p = v end
    set(5)
    return p
  end
  eq(parameter(1), 5)
end)

it("captures variables that never change by their value", function()
  local a, b = 1, "b"
  local function get() return a, b end
  all(pack(get()), 1, "b")
  local function recursive(n) if n == 0 then return "done" end return recursive(n - 1) end
  eq(recursive(10), "done")
  local function outer(n)
    local function inner(m) if m == 0 then return n end return outer(m - 1) end
    if n == 0 then return 0 end
    return inner(n)
  end
  eq(outer(3), 0)
end)

it("calls in tail position without using up the stack", function()
  local function loop(n) if n == 0 then return "done" end return loop(n - 1) end
  eq(loop(1000), "done")
  local function even(n) if n == 0 then return true end return odd(n - 1) end
  function odd(n) if n == 0 then return false end return even(n - 1) end
  eq(even(501), false)
  local object = {}
  function object:count(n) if n == 0 then return "zero" end return self:count(n - 1) end
  eq(object:count(300), "zero")
  local callable = setmetatable({}, {__call = function(self, n) if n == 0 then return "called" end return self(n - 1) end})
  eq(callable(300), "called")
  local function pass(...) return select("#", ...) end
  eq((function(...) return pass(...) end)(1, nil, nil), 3)
end)

it("raises a stack overflow instead of recursing for ever", function()
  local function deep(n) return 1 + deep(n + 1) end
  fails(deep, "stack overflow", 1)
  local function still_works() return "fine" end
  eq(still_works(), "fine")
  local t = setmetatable({}, {__index = function(t, k) return t[k + 1] + 1 end})
  fails(function() return t[1] end, "stack overflow")
end)

it("passes the object as self in method calls", function()
  local account = {balance = 0}
  function account:deposit(v) self.balance = self.balance + v return self end
  function account.get(self) return self.balance end
  eq(account:deposit(5):deposit(6):get(), 11)
  local s = "hello"
  if string then eq(s:len(), 5) end
  local t = {a = {b = {}}}
  function t.a.b.c(x) return x end
  function t.a.b:d(x) return self == t.a.b and x end
  eq(t.a.b.c(1), 1)
  eq(t.a.b:d(2), 2)
end)

it("calls values with __call, its chain included", function()
  local a = setmetatable({}, {__call = function(self, ...) return select("#", ...), ... end})
  all(pack(a(1, 2)), 2, 1, 2)
  local b = setmetatable({}, {__call = a})
  all(pack(b(1)), 2, b, 1)
  fails(function() local x = {} x() end, "attempt to call a table value (local 'x')")
  fails(function() undefinedfunction() end, "attempt to call a nil value (global 'undefinedfunction')")
  fails(function() local t = {} t.f() end, "attempt to call a nil value (field 'f')")
  fails(function() local t = {} t:m() end, "attempt to call a nil value (method 'm')")
end)

it("loads source text as a function", function()
  eq(load("return 1 + 1")(), 2)
  eq(load("local a, b = ... return a .. b")("x", "y"), "xy")
  local parts = {"return ", "4", "2"}
  local i = 0
  eq(load(function() i = i + 1 return parts[i] end)(), 42)
  local digits = {"return ", 4, 2.5, ""}
  eq(load(function() return table.remove(digits, 1) end)(), 42.5)
  all(pack(load(function() return {} end)), nil, "reader function must return a string")
  all(pack(load("x =")), nil, '[string "x ="]:1: unexpected symbol near <eof>')
  all(pack(load("x =", "=name")), nil, "name:1: unexpected symbol near <eof>")
  all(pack(load("return " .. string.rep(" ", 2 ^ 20))), nil, "chunk is too long (limit is 1048576 bytes)")
  all(pack(load(10)), nil, '[string "10"]:1: unexpected symbol near \'10\'')
  all(pack(load("\27Lua")), nil, "attempt to load a binary chunk (mode is 'bt')")
  local env = {}
  load("x = 5", "=c", "t", env)()
  eq(env.x, 5)
  eq(x, nil)
  all(pack(load(function() error("reading", 0) end)), nil, "reading")
  eq(load("return _ENV", "=c", "t", nil)(), nil)
end)

it("keeps a chunk's globals in _ENV", function()
  local function with_env()
    local _ENV = {eq = eq}
    y = 7
    eq(y, 7)
    return _ENV
  end
  eq(with_env().y, 7)
  eq(y, nil)
  eq(_G._G, _G)
  _G.z = 3
  eq(z, 3)
  z = nil
  local function own(_ENV) return a end
  eq(own({a = 9}), 9)
end)
