-- Manual §2.4: metatables and metamethods.

it("asks __index for missing keys: functions, tables and chains", function()
  local t = setmetatable({own = 1}, {__index = function(t, k) return k .. "!" end})
  eq(t.own, 1)
  eq(t.foo, "foo!")
  eq(t[1], "1!")
  local base = {inherited = "yes"}
  local derived = setmetatable({}, {__index = base})
  local object = setmetatable({}, {__index = derived})
  eq(object.inherited, "yes")
  eq(object.missing, nil)
  eq(rawget(object, "inherited"), nil)
  fails(function() local x = setmetatable({}, {__index = 5}) return x.y end, "attempt to index a number value")
end)

it("gives new keys to __newindex", function()
  local log = {}
  local t = setmetatable({old = 1}, {__newindex = function(t, k, v) log[#log + 1] = k rawset(t, k, v) end})
  t.old = 2
  t.new = 3
  t.new = 4
  all(log, "new")
  all({t.old, t.new}, 2, 4)
  local store = {}
  local proxy = setmetatable({}, {__newindex = store})
  proxy.x = 1
  eq(rawget(proxy, "x"), nil)
  eq(store.x, 1)
  proxy[1] = "one"
  eq(store[1], "one")
end)

it("computes with metamethods of either operand", function()
  local mt = {}
  for _, name in ipairs {"add", "sub", "mul", "div", "mod", "pow", "idiv", "band", "bor", "bxor", "shl", "shr", "concat"} do
    mt["__" .. name] = function(a, b) return name .. (type(a) == "table" and "L" or "R") end
  end
  mt.__unm = function(a, b) return rawequal(a, b) and "unm" end
  mt.__bnot = function(a, b) return rawequal(a, b) and "bnot" end
  mt.__len = function() return "len" end
  local t = setmetatable({}, mt)
  eq(t + 1, "addL")
  eq(1 + t, "addR")
  eq(t - 1, "subL")
  eq(t * 2.5, "mulL")
  eq(2 / t, "divR")
  eq(t % 2, "modL")
  eq(t ^ 2, "powL")
  eq(t // 2, "idivL")
  eq(t & 1, "bandL")
  eq(1 | t, "borR")
  eq(t ~ 1, "bxorL")
  eq(t << 1, "shlL")
  eq(1 >> t, "shrR")
  eq(-t, "unm")
  eq(~t, "bnot")
  eq(#t, "len")
  eq(t .. "x", "concatL")
  eq("x" .. t, "concatR")
  eq(1 .. t, "concatR")
  eq("a" .. "b" .. t .. "c" .. "d", "abconcatL")
  eq("5" + t, "addR")
end)

it("compares with metamethods", function()
  local mt = {}
  local function wrap(v) return setmetatable({v = v}, mt) end
  local function value(x) return type(x) == "table" and x.v or x end
  mt.__eq = function(a, b) return a.v == b.v end
  mt.__lt = function(a, b) return value(a) < value(b) end
  mt.__le = function(a, b) return value(a) <= value(b) end
  eq(wrap(1) == wrap(1), true)
  eq(wrap(1) ~= wrap(1), false)
  eq(wrap(1) == wrap(2), false)
  eq(wrap(1) == 1, false)
  eq(wrap(1) < wrap(2), true)
  eq(wrap(2) < wrap(1), false)
  eq(wrap(1) > wrap(0), true)
  eq(wrap(1) <= wrap(1), true)
  eq(wrap(1) >= wrap(2), false)
  eq(wrap(1) < 5, true)
  eq(wrap(9) < 5, false)
  eq(wrap(9) > 5, true)
  eq(wrap(5) >= 5, true)
  eq(wrap(5) <= 4, false)
  eq(3 < wrap(4), true)
  eq(rawequal(wrap(1), wrap(1)), false)
  local truthy = setmetatable({}, {__eq = function() return "anything" end})
  eq(truthy == setmetatable({}, {}), true)
  local n = 0
  while wrap(n) < wrap(3) do n = n + 1 end
  eq(n, 3)
  eq(not (wrap(1) < wrap(0)), true)
end)

it("describes values with __tostring and __name", function()
  eq(tostring(setmetatable({}, {__tostring = function() return "me" end})), "me")
  fails(tostring, "'__tostring' must return a string", setmetatable({}, {__tostring = function() return {} end}))
  local named = setmetatable({}, {__name = "Account"})
  eq(tostring(named):sub(1, 9), "Account: ")
  fails(function() return named + 1 end, "attempt to perform arithmetic on a Account value (upvalue 'named')")
end)

it("hides metatables with __metatable", function()
  local t = setmetatable({}, {__metatable = "locked"})
  eq(getmetatable(t), "locked")
  fails(setmetatable, "cannot change a protected metatable", t, {})
  local mt = {}
  local u = setmetatable({}, mt)
  eq(getmetatable(u), mt)
  setmetatable(u, nil)
  eq(getmetatable(u), nil)
  fails(setmetatable, "bad argument #2 to 'setmetatable' (nil or table expected, got number)", {}, 1)
end)

it("does not let the metatable of strings be changed", function()
  local mt = getmetatable("")
  eq(type(mt), "table")
  fails(function() mt.__index = nil end, "attempt to modify a read-only table")
  eq(pcall(rawset, mt, "__add", print), false)
end)

it("iterates with __pairs and through __index in ipairs", function()
  local t = setmetatable({}, {__pairs = function(t) return function(_, k) if not k then return 1, "one" end end, t, nil end})
  local seen = {}
  for k, v in pairs(t) do seen[#seen + 1] = k seen[#seen + 1] = v end
  all(seen, 1, "one")
  local proxy = setmetatable({}, {__index = function(_, i) if i <= 3 then return i * 10 end end})
  seen = {}
  for i, v in ipairs(proxy) do seen[#seen + 1] = v end
  all(seen, 10, 20, 30)
end)

it("caches no metamethod that appears or disappears later", function()
  local mt = {}
  local t = setmetatable({}, mt)
  eq(t.x, nil)
  mt.__index = function() return "found" end
  eq(t.x, "found")
  mt.__index = nil
  eq(t.x, nil)
  mt.__index = {x = "table"}
  eq(t.x, "table")
  mt.__newindex = function() end
  t.y = 1
  eq(rawget(t, "y"), nil)
  mt.__newindex = nil
  t.y = 1
  eq(rawget(t, "y"), 1)
end)

it("__concat gets numbers as numbers, and texts that were joined before", function()
  local log = {}
  local joined = setmetatable({}, {})
  getmetatable(joined).__concat = function(a, b)
    log[#log + 1] = (a == joined and "self" or math.type(a) or a) .. "," .. (b == joined and "self" or math.type(b) or b)
    return joined
  end
  local one, half = 1, 0.5
  local _ = joined .. one
  _ = half .. joined
  _ = one .. joined .. half
  _ = joined .. one .. half
  _ = one .. half .. joined
  eq(table.concat(log, " "), "self,integer float,self self,float integer,self self,10.5 float,self integer,self")
end)
