-- Fields of tables where the same code meets them again and again, so that compiled code comes to expect what it has met.

local function repeated(times, f)
  for i = 1, times do f(i) end
end

it("keeps the value of a float that was read before the field changes", function()
  local t = { x = 0.5 }
  repeated(40, function(i)
    local before = t.x
    t.x = t.x + 1
    eq(before, i - 0.5)
    eq(t.x, i + 0.5)
  end)
  local copy = { x = t.x }
  t.x = t.x * 2
  eq(copy.x, 40.5)
  eq(t.x, 81.0)
end)

it("lets a field change from integer to float, string, nil and back", function()
  local values = { 1, 2.5, "three", 4.5, 5, false, 7.5, 8.5 }
  local t = { first = 1, field = 0, last = 2 }
  repeated(80, function(i)
    local value = values[i % #values + 1]
    t.field = value
    eq(t.field, value)
    eq(math.type(t.field), math.type(value))
    if i % 11 == 0 then
      t.field = nil
      eq(t.field, nil)
      eq(rawget(t, "field"), nil)
    end
    eq(t.first, 1)
    eq(t.last, 2)
  end)
end)

it("accumulates floats in fields, whatever reads them", function()
  local t = { sum = 0, count = 0.0 }
  repeated(50, function(i)
    t.sum = t.sum + i * 0.5
    t.count = t.count + 1.0
  end)
  eq(t.sum, 637.5)
  eq(t.count, 50.0)
  local found = {}
  for key, value in pairs(t) do found[#found + 1] = key .. "=" .. value end
  eq(table.concat(found, ","), "sum=637.5,count=50.0")
  eq(select(2, next(t)), 637.5)
  eq(rawequal(t.sum, 637.5), true)
  eq(rawget(t, "sum"), 637.5)
  eq(string.format("%.1f", t.sum), "637.5")
  local keys = { [t.sum] = "as a key" }
  t.sum = t.sum + 1
  eq(keys[637.5], "as a key")
end)

it("finds a field in tables that got it in different orders", function()
  local shapes = {
    function(n) return { x = n, y = -n } end,
    function(n) return { y = -n, x = n } end,
    function(n) local t = {} t.x = n t.y = -n return t end,
    function(n) local t = { z = 0, x = n } t.y = -n t.z = nil return t end,
    function(n) local t = {} t["y"] = -n t["x"] = n return t end,
    function(n) local t = { 1, 2, 3 } rawset(t, "x", n) rawset(t, "y", -n) return t end,
  }
  repeated(60, function(i)
    local t = shapes[i % #shapes + 1](i)
    eq(t.x, i)
    t.x = t.x + 0.5
    t.y = t.y - 0.5
    eq(t.x + t.y, 0.0)
    eq(t.z, t.z)
  end)
end)

it("adds fields to tables that have many already", function()
  repeated(20, function(i)
    local t = { a = 1, b = 2 }
    t.c = i
    t.d = i + 0.5
    t.e = "e"
    t.f, t.g, t.h, t.i, t.j = 6, 7, 8, 9, 10
    t.c = nil
    t.k, t.l, t.m = 11, 12, 13
    t.c = "again"
    local names = {}
    for key in pairs(t) do names[#names + 1] = key end
    eq(#names, 13)
    eq(t.d, i + 0.5)
    eq(t.c .. t.m, "again13")
  end)
end)

it("calls methods of the object, of its class and of the class above, as they change", function()
  local Base = {}
  Base.__index = Base
  function Base:name() return "base" end
  function Base:who() return "I am " .. self:name() end
  local Derived = setmetatable({}, { __index = Base })
  Derived.__index = Derived
  function Derived:extra() return "extra" end
  local plain = setmetatable({ id = 1 }, Base)
  local derived = setmetatable({ id = 2 }, Derived)
  repeated(40, function(i)
    eq(plain:who(), "I am base")
    eq(derived:who(), i > 30 and "I am mine" or i > 20 and "I am derived" or "I am base")
    eq(derived:extra(), i > 25 and "changed" or "extra")
    if i == 20 then function Derived:name() return "derived" end end
    if i == 25 then Derived.extra = function() return "changed" end end
    if i == 30 then derived.name = function() return "mine" end end
  end)
  Derived.extra = nil
  fails(function() derived:extra() end, "attempt to call a nil value (method 'extra')")
  setmetatable(derived, nil)
  fails(function() derived:who() end, "attempt to call a nil value (method 'who')")
end)

it("asks __index and __newindex for fields that have been removed", function()
  local log = {}
  local meta = {
    __index = function(_, key) return "no " .. key end,
    __newindex = function(t, key, value)
      log[#log + 1] = key
      rawset(t, key, value)
    end,
  }
  repeated(40, function(i)
    local t = setmetatable({ x = 1.5, y = 2.5 }, meta)
    t.x = t.x + 1
    eq(t.x, 2.5)
    if i % 3 == 0 then
      t.x = nil
      eq(t.x, "no x")
      t.x = 4.5
      eq(t.x, 4.5)
    end
    t.z = i
    eq(t.z, i)
  end)
  eq(#log, 40 + 13)
end)

it("ends functions by calls as deep as they go", function()
  local function count(n, sum)
    if n == 0 then return sum end
    return count(n - 1, sum + 1)
  end
  eq(count(5000, 0), 5000)
  local even, odd
  function even(n) if n == 0 then return "even" end return odd(n - 1) end
  function odd(n) if n == 0 then return "odd" end return even(n - 1) end
  eq(even(3001), "odd")
end)
