-- Manual §6.7: math.

local maxint, mininteger = math.maxinteger, math.mininteger

it("knows its constants", function()
  eq(math.pi, 3.141592653589793) eq(math.huge, 1/0) eq(maxint, 9223372036854775807) eq(mininteger, -maxint - 1) eq(math.type(math.pi), "float") eq(math.type(maxint), "integer")
end)

it("floor and ceil give integers where they fit", function()
  eq(math.floor(3.5), 3) eq(math.ceil(3.5), 4) eq(math.floor(-3.5), -4) eq(math.ceil(-3.5), -3) eq(math.floor(4), 4) eq(math.ceil(maxint), maxint) eq(math.floor(1e100), 1e100) eq(math.ceil(-1e100), -1e100) eq(math.floor(-0.5), -1) eq(math.ceil(-0.5), 0) eq(math.floor(2^62), 1 << 62) eq(math.floor("3.7"), 3) raises("number expected, got table", math.floor, {}) eq(math.floor(1/0), 1/0) eq(math.floor(2^63), 2^63) eq(math.floor(-2^63), mininteger)
end)

it("tointeger, type and ult", function()
  eq(math.tointeger(3.0), 3) eq(math.tointeger(3.5), nil) eq(math.tointeger("8"), 8) eq(math.tointeger("x"), nil) eq(math.tointeger({}), nil) eq(math.tointeger(2^63), nil) eq(math.tointeger(-2^63), mininteger) eq(math.tointeger(0/0), nil) eq(math.tointeger(1/0), nil) raises("value expected", math.tointeger)
  eq(math.type(1), "integer") eq(math.type(1.0), "float") eq(math.type("1"), nil) eq(math.type(nil), nil) raises("value expected", math.type) eq(math.ult(1, 2), true) eq(math.ult(-1, 2), false) eq(math.ult(2, -1), true) eq(math.ult(mininteger, maxint), false) raises("number has no integer representation", math.ult, 1.5, 2)
end)

it("fmod, modf and abs", function()
  eq(math.fmod(6, 4), 2) eq(math.fmod(-6, 4), -2) eq(math.fmod(6, -4), 2) eq(math.fmod(mininteger, -1), 0) eq(math.fmod(mininteger, mininteger), 0) eq(math.fmod(5.5, 2), 1.5) eq(math.fmod(-5.5, 2), -1.5) eq(math.fmod(5, 1/0), 5.0) raises("bad argument #2 to", math.fmod, 1, 0) raises("zero", math.fmod, 3, 0) assert(math.fmod(1, 0.0) ~= math.fmod(1, 0.0))
  all({math.modf(3.5)}, 3, 0.5) all({math.modf(-2.5)}, -2, -0.5) all({math.modf(3)}, 3, 0.0) all({math.modf(1/0)}, 1/0, 0.0) all({math.modf(-1e300)}, -1e300, 0.0) eq(math.abs(-3), 3) eq(math.abs(-3.5), 3.5) eq(math.abs(mininteger), mininteger) eq(1 / math.abs(-0.0), 1/0)
end)

it("max and min keep the kind of number", function()
  eq(math.max(1, 2.5, 2), 2.5) eq(math.max(3), 3) eq(math.min(3, 1, 2), 1) eq(math.min(1.0, 1), 1.0) eq(math.max(2, 2.0), 2) eq(math.min(-0.0, 0.0), -0.0) eq(math.max(maxint, maxint - 1.0), maxint + 0.0) raises("value expected", math.max) raises("value expected", math.min) eq(math.max(mininteger, -2^63), mininteger)
end)

it("max and min take whatever the operator < compares", function()
  eq(math.max("pear", "plum", "fig"), "plum")
  eq(math.min("10", "9"), "10")
  eq(math.max(true), true)
  local Version = {}
  Version.__lt = function(a, b) return a.number < b.number end
  local function version(n) return setmetatable({number = n}, Version) end
  local old, new = version(1), version(3)
  eq(math.max(version(2), new, old), new)
  eq(math.min(version(2), new, old), old)
  raises("attempt to compare number with string", math.max, 1, "x")
  raises("attempt to compare nil with number", math.min, 1, nil)
end)

it("roots, powers, logarithms and angles", function()
  eq(math.sqrt(16), 4.0) eq(math.exp(0), 1.0) eq(math.log(1), 0.0) eq(math.log(8, 2), 3.0) eq(math.log(1000, 10), 3.0) eq(math.log(2^-1074, 2), -1074.0) assert(math.abs(math.log(27, 3) - 3) < 1e-12) eq(math.deg(math.pi), 180.0) eq(math.rad(180), math.pi) eq(math.sin(0), 0.0) eq(math.cos(0), 1.0) eq(math.atan(0), 0.0) eq(math.atan(0.0, -1), math.pi) eq(math.atan(1, 0), math.pi / 2) eq(math.acos(1), 0.0) eq(math.asin(0), 0.0) assert(math.abs(math.tan(math.pi / 4) - 1) < 1e-12) assert(math.sqrt(-1) ~= math.sqrt(-1)) eq(math.log(0), -1/0)
end)

it("random numbers follow from the seed", function()
  math.randomseed(42) all({math.random(0), math.random(1, 100)}, -1276290044721465627, 50) math.randomseed(1, 2) eq(math.random(0), 8291693048688576641) math.randomseed(1007) local a = {math.random(0), math.random(5), math.random()} math.randomseed(1007) all({math.random(0), math.random(5), math.random()}, table.unpack(a))
  for _ = 1, 200 do local f = math.random() assert(f >= 0 and f < 1) local i = math.random(6) assert(i >= 1 and i <= 6) i = math.random(-10, 10) assert(i >= -10 and i <= 10) eq(math.type(math.random(mininteger, maxint)), "integer") end eq(math.random(3, 3), 3) eq(math.random(maxint, maxint), maxint)
  raises("interval is empty", math.random, 2, 1) raises("interval is empty", math.random, -1) raises("wrong number of arguments", math.random, 1, 2, 3) raises("number has no integer representation", math.random, 1.5) local seen = {} for _ = 1, 1000 do seen[math.random(4)] = true end eq(#seen, 4)
end)

it("rounds a string as the float it reads as", function()
  eq(math.ceil("9223372036854775807"), 2^63)
  eq(math.floor("9223372036854775807"), 2^63)
  eq(math.ceil("2.5"), 3)
  eq(math.floor("7"), 7)
end)
