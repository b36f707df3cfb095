--$ ACT: print("x") ¦ print(("x"):rep(10000)) ¦ pcall(error, ("x"):rep(1000)) ¦ pcall(error, {}) ¦ load("return " .. i) ¦ load("syntax error " .. i) ¦ os.time() os.clock() ¦ os.date("!%c", i) ¦ collectgarbage() ¦ collectgarbage("count") ¦ coroutine.wrap(print)() ¦ tostring({}) ¦ string.format("%p %s", {}, {}) ¦ debug.traceback("x") ¦ math.randomseed(i) math.random() ¦ t["k" .. i] = nil ¦ setmetatable({}, {__gc = print}) ¦ ("x"):rep(100):gsub(".", "%0%0") ¦ table.sort({3, 1, 2}) ¦ (function(...) return select("#", ...) end)(table.unpack(t, 1, 200))
local t = {}
for i = 1, math.huge do $ACT end
--> limit
