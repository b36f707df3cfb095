-- Manual §6.6: table.

it("concat joins strings and numbers", function()
  eq(table.concat({}), "") eq(table.concat({}, "x"), "") eq(table.concat({"\0", "\0\1", "\0\1\2"}, ".\0."), "\0.\0.\0\1.\0.\0\1\2") eq(table.concat({1, 2.5, "x"}, ", "), "1, 2.5, x") eq(table.concat({"a", "b", "c"}, ",", 2), "b,c") eq(table.concat({"a", "b", "c"}, ",", 1, 0), "")
  eq(table.concat({"a", "b", "c"}, ",", 2, 2), "b") eq(table.concat({[math.maxinteger] = "alo"}, "x", math.maxinteger, math.maxinteger), "alo") eq(table.concat({[math.maxinteger - 1] = "y", [math.maxinteger] = "alo"}, "-", math.maxinteger - 1, math.maxinteger), "y-alo") eq(#table.concat({("x"):rep(1000), ("y"):rep(1000)}, ("-"):rep(10)), 2010)
  raises("invalid value (table) at index 2 in table for 'concat'", table.concat, {1, {}, 3}) raises("invalid value (nil) at index 4 in table for 'concat'", table.concat, {1, 2, 3}, ",", 1, 4) raises("table expected, got string", table.concat, "x") raises("string expected, got table", table.concat, {1}, {})
  local proxy = setmetatable({}, {__index = function(_, k) return "v" .. k end, __len = function() return 3 end}) eq(table.concat(proxy, "+"), "v1+v2+v3")
end)

it("insert and remove shift elements", function()
  local t = {} table.insert(t, "b") table.insert(t, 1, "a") table.insert(t, 3, "c") all(t, "a", "b", "c") eq(table.remove(t, 2), "b") all(t, "a", "c") eq(table.remove(t), "c") eq(table.remove(t), "a") eq(table.remove(t), nil) eq(#t, 0)
  t = {n = 0, [0] = "ban"} eq(table.remove(t), "ban") eq(t[0], nil) t = {1, 2, 3} eq(table.remove(t, 4), nil) eq(table.remove(t, 1), 1) all(t, 2, 3) t = {} for i = 1, 100 do table.insert(t, 1, i) end eq(t[1], 100) eq(t[100], 1) for i = 100, 1, -1 do eq(table.remove(t, 1), i) end eq(#t, 0)
  raises("position out of bounds", table.insert, {1, 2, 3}, 0, 20) raises("position out of bounds", table.insert, {1, 2, 3}, 5, 20) raises("position out of bounds", table.insert, {1, 2, 3}, -1, 20) raises("wrong number of arguments to 'insert'", table.insert, {1}) raises("wrong number of arguments", table.insert, {1}, 1, 2, 3)
  raises("position out of bounds", table.remove, {1, 2, 3}, 5) raises("position out of bounds", table.remove, {1, 2, 3}, -1) raises("position out of bounds", table.remove, {1, 2, 3}, 0) eq(table.remove({1, 2, 3}, nil), 3) raises("table expected, got number", table.insert, 1, 2) raises("table expected, got no value", table.remove)
  local log = {} t = setmetatable({}, {__len = function() return 2 end, __index = function(_, k) return k * 10 end, __newindex = function(_, k, v) log[#log + 1] = k .. "=" .. tostring(v) end}) table.insert(t, 1, "x") eq(table.concat(log, " "), "3=20 2=10 1=x") log = {} eq(table.remove(t, 1), 10) eq(table.concat(log, " "), "1=20 2=nil")
end)

it("move copies either way", function()
  all(table.move({10, 20, 30}, 1, 3, 2), 10, 10, 20, 30) all(table.move({10, 20, 30}, 2, 3, 1), 20, 30, 30) all(table.move({10, 20, 30}, 1, 3, 1), 10, 20, 30) all(table.move({10, 20, 30}, 1, 0, 3), 10, 20, 30) all(table.move({10, 20, 30}, 1, 3, 1, {}), 10, 20, 30) all(table.move({1, 2, 3}, 2, 3, 2, {9}), 9, 2, 3)
  local t = table.move({[math.maxinteger - 1] = 1, [math.maxinteger] = 2}, math.maxinteger - 1, math.maxinteger, -10, {}) eq(t[-10], 1) eq(t[-9], 2) t = table.move({[math.mininteger] = 7}, math.mininteger, math.mininteger, 1, {}) eq(t[1], 7)
  raises("too many elements to move", table.move, {}, 0, math.maxinteger, 1) raises("too many elements to move", table.move, {}, math.mininteger, -1, 1) raises("destination wrap around", table.move, {}, 1, math.maxinteger, 2) raises("destination wrap around", table.move, {}, 1, 2, math.maxinteger) raises("table expected, got number", table.move, {}, 1, 0, 1, 5)
  local log = {} local a = setmetatable({}, {__index = function(_, k) log[#log + 1] = "r" .. k return k end, __newindex = function(_, k) log[#log + 1] = "w" .. k end}) table.move(a, 1, 2, 2) eq(table.concat(log), "r2w3r1w2")
end)

it("pack and unpack", function()
  local t = table.pack() eq(t.n, 0) eq(t[1], nil) t = table.pack(nil, 2, nil) eq(t.n, 3) eq(t[2], 2) all({table.unpack({1, 2, 3})}, 1, 2, 3) all({table.unpack({1, 2, 3}, 2)}, 2, 3) all({table.unpack({1, 2, 3}, 2, 3)}, 2, 3) eq(select("#", table.unpack({}, 1, 10)), 10) eq(select("#", table.unpack({}, 2, 1)), 0) eq(select("#", table.unpack({1, 2}, 1, 0)), 0)
  eq((table.unpack({[math.maxinteger] = 1}, math.maxinteger, math.maxinteger)), 1) eq((table.unpack({[math.mininteger] = 5}, math.mininteger, math.mininteger)), 5) raises("too many results to unpack", table.unpack, {}, 1, 1e8) raises("too many results to unpack", table.unpack, {}, 0, math.maxinteger) raises("too many results to unpack", table.unpack, {}, math.mininteger, math.maxinteger) raises("too many results to unpack", table.unpack, {}, 1, 1 << 62)
  all({table.unpack(setmetatable({}, {__index = function(_, k) return k end, __len = function() return 3 end}))}, 1, 2, 3) raises("object length is not an integer", table.unpack, setmetatable({}, {__len = function() return "x" end})) local big = {} for i = 1, 2000 do big[i] = i end eq(select("#", table.unpack(big)), 2000) eq(select(-1, table.unpack(big)), 2000)
end)

local function check(t, f) f = f or function(a, b) return a < b end for n = #t, 2, -1 do if f(t[n], t[n - 1]) then error("out of order at " .. n) end end end

it("sort orders whatever is given", function()
  local t = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"} table.sort(t) check(t) t = {} for i = 1, 500 do t[i] = (i * 7919) % 503 end table.sort(t) check(t) table.sort(t) check(t) table.sort(t, function(a, b) return b < a end) check(t, function(a, b) return b < a end)
  for _, n in ipairs {0, 1, 2, 3, 4, 5, 101} do local a = {} for i = 1, n do a[i] = -i end table.sort(a) check(a) for i = 1, n do eq(a[i], i - n - 1) end end t = {} for i = 1, 300 do t[i] = false end local count = 0 table.sort(t, function() count = count + 1 return nil end) assert(count >= 299)
  t = {3.5, 1, 2, -1e300, 2^53, 1/0, -1/0, math.maxinteger, math.mininteger} table.sort(t) check(t) eq(t[1], -1/0) eq(t[2], -1e300) eq(t[#t], 1/0) t = {"b", "a", "\0", "", "B", "\xff"} table.sort(t) check(t) local A = {"\xe1lo", "\0first :-)", "alo", "then this one", "45", "and a new"} table.sort(A) check(A)
  for n = 1, 300, 13 do t = {} for i = 1, n do t[i] = i * 31 % 50 end table.sort(t) check(t) for i = 3, n, 3 do t[i] = i * 7 % 50 + 0.5 end table.sort(t) check(t) table.sort(t) check(t) end
  t = {} for i = 1, 10 do t[i] = setmetatable({v = 10 - i}, {__lt = function(a, b) return a.v < b.v end}) end t[1] = setmetatable({v = 99}, getmetatable(t[2])) for i = 1, 10 do setmetatable(t[i], getmetatable(t[2])) end table.sort(t) for i = 2, 10 do assert(t[i - 1].v <= t[i].v) end
end)

it("sort is stopped by senseless orders and bad values", function()
  for n = 4, 6 do local t = {} for i = 1, n do t[i] = i end raises("invalid order function for sorting", table.sort, t, function() return true end) end raises("attempt to compare", table.sort, {3, 1, "x"}) raises("attempt to compare two table values", table.sort, {{}, {}}) raises("function expected, got number", table.sort, {1, 2, 3}, 1) raises("boom", table.sort, {3, 2, 1}, function() error("boom") end)
  raises("array too big", table.sort, setmetatable({}, {__len = function() return math.maxinteger end})) local t = {5, 3, 1, 4, 2} pcall(table.sort, t, function(a, b) if a == 1 then error("x") end return a < b end) local sum = 0 for _, v in ipairs(t) do sum = sum + v end eq(sum, 15) raises("table expected", table.sort)
end)

it("sort honours metamethods of the list", function()
  local data, log = {3, 1, 2}, 0 local proxy = setmetatable({}, {__len = function() return 3 end, __index = function(_, k) return data[k] end, __newindex = function(_, k, v) log = log + 1 data[k] = v end}) table.sort(proxy) all(data, 1, 2, 3) assert(log > 0)
end)
