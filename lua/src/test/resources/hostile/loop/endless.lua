--> limit
--$ BODY: while true do end ¦ repeat until false ¦ ::a:: goto a ¦ for i = 1, math.huge do end ¦ for i = math.mininteger, math.maxinteger do end ¦ for _ in function() return 1 end do end ¦ local function f() return f() end f() ¦ while true do local t = {} end ¦ while true do local s = ("x"):rep(10) end ¦ local t = setmetatable({}, {__index = function(t, k) return k end}) while true do local x = t[1] end ¦ local a, b = 0, 1 while true do a, b = b, a + b end ¦ while true do pcall(error, "x") end
--$ WRAP: $RUN() ¦ pcall($RUN) ¦ xpcall($RUN, print) ¦ coroutine.wrap($RUN)() ¦ coroutine.resume(coroutine.create($RUN)) ¦ table.sort({3, 2, 1}, $RUN) ¦ ("x"):gsub("x", $RUN) ¦ tostring(setmetatable({}, {__tostring = $RUN}))
--$ RUN: run
local function run()
  $BODY
end
$WRAP
print("SWALLOWED")
