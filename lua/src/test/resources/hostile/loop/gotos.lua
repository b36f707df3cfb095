--> limit
--$ WRAP: $LOOP ¦ pcall(function() $LOOP end) ¦ coroutine.wrap(function() $LOOP end)()
--$ LOOP: ::a:: goto a ¦ ::a:: do goto a end ¦ ::a:: goto b ::b:: goto a ¦ ::a:: n = n + 1 if n % 2 == 0 then goto a end goto a ¦ do goto inside end ::inside:: repeat goto inside until false ¦ ::a:: for i = 1, 10 do if i == 5 then goto a end end goto a ¦ ::a:: while true do goto a end ¦ for i = 1, math.huge do goto continue ::continue:: end ¦ ::a:: local f <const> = function() return n end keep[#keep + 1] = f goto a ¦ ::a:: do local x = {} keep[n] = x n = n + 1 goto a end ¦ ::a:: pcall(error) goto a ¦ ::a:: do local x <close> = setmetatable({}, {__close = function() end}) goto a end ¦ ::a:: for k in pairs({1, 2, 3}) do goto a end ¦ repeat ::a:: if n then goto a end until true ¦ ::a:: do ::b:: do ::c:: if n == nil then goto b end goto a end end
local n, keep = 0, {}
do $WRAP end
print("SWALLOWED")
