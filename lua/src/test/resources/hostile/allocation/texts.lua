--> limit
--$ LOOP: while true do $STEP end ¦ while true do pcall(function() $STEP end) end
--$ STEP: s = s:rep(2, s) ¦ s = ("x"):rep(#s * 3, "yy") ¦ s = ("%s"):rep(50):format(table.unpack(list(50))) ¦ s = ("%-99s"):rep(1000):format(table.unpack(list(1000))) ¦ s = ("%q"):format(s .. s) ¦ s = table.concat(list(100), s) ¦ s = s .. s .. s .. s .. s ¦ keep[#keep + 1] = ("%99.99f"):rep(100):format(table.unpack(numbers)) ¦ keep[#keep + 1] = string.format("%s%s", s, #keep) s = keep[#keep] ¦ s = s:gsub("", s) ¦ s = s:gsub("x", {x = s .. s}) ¦ s = s:gsub(".", function(c) return c .. c .. c end) ¦ s = string.pack("s4s4", s, s) ¦ s = s:gsub("(x)", "%1%1%1") ¦ s = utf8.char(table.unpack(codes)) .. s ¦ keep[#keep + 1] = s:sub(1, -2) s = s .. "x" ¦ s = setmetatable({}, {__concat = function(_, r) return r .. r end}) .. s ¦ local t = list(200) t[1] = s .. s s = table.concat(t)
local s, keep, numbers, codes = "x", {}, {}, {}
for i = 1, 100 do numbers[i], codes[i] = 1e300, 0x7FFFFFFF end
local function list(n) local t = {} for i = 1, n do t[i] = s end return t end
$LOOP
print("SWALLOWED")
