--> limit
--$ LOOP: while true do $STEP end ¦ while true do pcall(function() $STEP end) end ¦ coroutine.wrap(function() while true do $STEP end end)()
--$ STEP: s = s .. s ¦ s = s:rep(3) ¦ s = s:gsub(".", "%0%0") ¦ s = table.concat({s, s, s}, s) ¦ s = ("%s%s"):format(s, s) ¦ t[#t + 1] = {} ¦ t[#t + 1] = function() return t end ¦ t[{}] = true ¦ t["k" .. #t] = 1 t[#t + 1] = 1 ¦ t = {t, t, t, s} t[1], t[2] = t, {t} ¦ t[#t + 1] = s:upper() ¦ t[#t + 1] = string.pack("c100000", "x") ¦ t[#t + 1] = coroutine.create(print) ¦ t[#t + 1] = {table.unpack(t, 1, math.min(#t, 200))} ¦ table.move(t, 1, #t, #t + 1) t[#t + 1] = 1 ¦ t[#t + 1] = tostring({}) .. #t ¦ t[#t + 1] = utf8.char(#t, 65, 66) ¦ t[-#t] = #t t[#t + 1] = 0.5 ¦ s = s:reverse() .. s:lower() ¦ t[#t + 1] = ("x"):rep(50000)
local s, t = "abc", {}
$LOOP
print("SWALLOWED")
