-- Manual §3.4.9, §2.1 and §6.1: constructors, keys, length, traversal.

it("constructs tables of items, fields and computed keys", function()
  local t = {1, 2, x = 3, ["y z"] = 4, [10] = 5, 6; 7}
  all({t[1], t[2], t[3], t[4], t.x, t["y z"], t[10]}, 1, 2, 6, 7, 3, 4, 5)
  eq(#{}, 0)
  eq(#{1, 2, 3}, 3)
  eq(#{n = 1}, 0)
  local function f() return 1, 2, 3 end
  all({f()}, 1, 2, 3)
  all({f(), 10}, 1, 10)
  all({0, f()}, 0, 1, 2, 3)
  all({(f())}, 1)
  local big = run("return {" .. ("1,"):rep(1000) .. "}")
  eq(#big, 1000)
  eq(#run("return {" .. ("1,"):rep(120) .. "(function() return 7, 8 end)()}"), 122)
end)

it("makes a list with holes as long as its last value is far", function()
  eq(#{nil, nil, 3}, 3)
  eq(#{1, nil, 3, nil}, 3)
  local function f(...) return ... end
  eq(#{f(nil, nil, "c")}, 3)
  eq(select("#", table.unpack({f(nil, 2, nil, 4)})), 4)
  eq(#table.pack(nil, nil, 3), 3)
  local source = "return {" .. ("nil,"):rep(120) .. "7}"
  eq(#run(source), 121)
  local t = run(source)
  eq(next(t), 121)
  t[121] = nil
  eq(#t, 0)
  eq(next(t), nil)
end)

it("lets items of a constructor prevail over its computed keys", function()
  local t = {[1] = "a", [2] = "b", [4] = "d", nil, "x", "y"}
  all({t[1], t[2], t[3], t[4]}, nil, "x", "y", "d")
end)

it("takes 1 and 1.0 as the same key", function()
  local t = {}
  t[1.0] = "a"
  eq(t[1], "a")
  t[2] = "b"
  eq(t[2.0], "b")
  t[2^53] = "c"
  eq(t[9007199254740992], "c")
  t[1.5] = "d"
  eq(t[1.5], "d")
  t[-0.0] = "zero"
  eq(t[0], "zero")
  fails(function() t[nil] = 1 end, "table index is nil")
  fails(function() t[0/0] = 1 end, "table index is NaN")
  eq(t[nil], nil)
  eq(t[0/0], nil)
end)

it("keeps keys of every type apart", function()
  local k1, k2, f = {}, {}, function() end
  local t = {[k1] = 1, [k2] = 2, [f] = 3, [true] = 4, [false] = 5, ["1"] = 6, [1] = 7, [print] = 8}
  all({t[k1], t[k2], t[f], t[true], t[false], t["1"], t[1], t[print]}, 1, 2, 3, 4, 5, 6, 7, 8)
end)

it("visits the array part first and then keys in insertion order", function()
  local t = {10, 20}
  t.z = 1
  t.a = 2
  t[3] = 30
  t.m = 3
  t[100] = 4
  local seen = {}
  for k in pairs(t) do seen[#seen + 1] = k end
  all(seen, 1, 2, 3, "z", "a", "m", 100)
end)

it("allows assigning nil to existing keys while traversing", function()
  local t = {}
  for i = 1, 50 do t[i] = i t["k" .. i] = i end
  local n = 0
  for k, v in pairs(t) do
    n = n + 1
    t[k] = nil
  end
  eq(n, 100)
  eq(next(t), nil)
  for i = 1, 20 do t["k" .. i] = i end
  for k, v in pairs(t) do t[k] = v + 1 end
  eq(t.k1, 2)
  eq(t.k20, 21)
end)

it("tells the next entry after a key", function()
  local t = {"a", x = 1}
  all(pack(next(t)), 1, "a")
  all(pack(next(t, 1)), "x", 1)
  all(pack(next(t, "x")), nil)
  eq(next({}), nil)
  fails(next, "invalid key to 'next'", {}, "none")
  fails(function() for k in next, {}, "none" do end end, "invalid key to 'next'")
end)

it("grows an array in any order", function()
  local t = {}
  for i = 100, 1, -1 do t[i] = i end
  eq(#t, 100)
  local sum = 0
  for i, v in ipairs(t) do sum = sum + v end
  eq(sum, 5050)
  local u = {}
  for i = 2, 64, 2 do u[i] = i end
  for i = 1, 63, 2 do u[i] = i end
  eq(#u, 64)
  for i = 1, 64 do eq(u[i], i) end
  local v = {1, 2, 3}
  v[#v] = nil
  eq(#v, 2)
  v[#v + 1] = "x"
  eq(v[3], "x")
  v[5] = 5
  eq(v[4], nil)
  v[4] = 4
  eq(#v, 5)
end)

it("survives many insertions and removals", function()
  local t = {}
  local live = 0
  local seed = 1
  local mirror = {}
  for i = 1, 3000 do
    seed = (seed * 1103515245 + 12345) % 2147483648
    local key = seed % 64
    if seed // 64 % 3 == 0 then t[key] = nil mirror[key .. ""] = nil
    else t[key] = i mirror[key .. ""] = i end
  end
  for k = 0, 63 do eq(t[k], mirror[k .. ""]) end
  local count, expected = 0, 0
  for _ in pairs(t) do count = count + 1 end
  for _ in pairs(mirror) do expected = expected + 1 end
  eq(count, expected)
end)

it("reads and writes raw", function()
  local t = setmetatable({}, {__index = function() return 1 end, __newindex = function() end, __len = function() return 9 end})
  eq(rawget(t, 1), nil)
  eq(rawset(t, 1, "x"), t)
  eq(rawget(t, 1), "x")
  eq(rawlen(t), 1)
  eq(rawlen("abc"), 3)
  eq(#t, 9)
  fails(rawlen, "bad argument #1 to 'rawlen' (table or string expected, got number)", 5)
  fails(rawset, "table index is nil", {}, nil, 1)
end)

it("names what cannot be indexed", function()
  local t = {}
  fails(function() local x return x.y end, "attempt to index a nil value (local 'x')")
  fails(function() return t.x.y end, "attempt to index a nil value (field 'x')")
  fails(function() t.x.y = 1 end, "attempt to index a nil value (field 'x')")
  fails(function() return undefinedtable.x end, "attempt to index a nil value (global 'undefinedtable')")
  fails(function() return t[1].x end, "attempt to index a nil value (field 'integer index')")
  fails(function() local k = "key" return t[k].x end, "attempt to index a nil value (field '?')")
  fails(function() return (5).x end, "attempt to index a number value")
  fails(function() return t.a.b.c end, "attempt to index a nil value (field 'a')")
  fails(function() local f = t.x f.y = 1 end, "attempt to index a nil value (local 'f')")
end)

it("visits an integer key once wherever room for the elements would have had it", function()
  local function visits(t)
    local keys, sum = 0, 0
    for k, v in pairs(t) do
      keys, sum = keys + 1, sum + v
      if keys > 20 then error("endless") end
    end
    return keys, sum
  end
  local t = {}
  t[1] = 10 t[3] = 30 t[6] = 60
  all(pack(visits(t)), 3, 100)
  t[2] = 20
  all(pack(visits(t)), 4, 120)
  t[3], t[2] = nil, nil
  all(pack(visits(t)), 2, 70)
  local keys, k = 0, nil
  repeat
    k = next(t, k)
    keys = keys + 1
  until k == nil or keys > 20
  eq(keys, 3)
end)

it("goes on behind elements that are cleared while they are visited", function()
  local t = {11, 12, 13, 14, x = 15}
  local visited = {}
  for k, v in pairs(t) do
    visited[#visited + 1] = v
    t[k] = nil
    t[4] = nil
  end
  eq(table.concat(visited, " "), "11 12 13 15")
  eq(next(t), nil)
end)
