local a, b <const>, c = 1, 2.5e-3, 0xA.8p1
local t <close> = nil
for i = 1, 10, 2 do if i % 2 == 0 then goto continue end a = a + i ^ 2 // 3
  ::continue::
end
for k, v in pairs({1, 2, x = 3; [4] = "four", }) do print(k, v) end
while a < 10 and not b or c >= 3 do a = a - 1 break end
repeat local z = #"abc" .. 'd\n\x41\u{20AC}\z
   e\065' until z ~= nil
local function f(x, y, ...)
  local n = select('#', ...)
  if x then return y, ... elseif y then return (...) else return end
end
function a.b.c(x) x.y.z = {f = function(...) return ... end}; return x.y["z"](1)(2)'s' end
do local s = [==[
long ]] string
]==] --[[ comment
]] -- another
end
x, y.z, w[1] = ~1 & 2 | 3 ~ 4 << 5 >> 6, -x, f{1, 2}
return f(a, b) == c, 1 // 0 ~= nil, a .. b .. c, 9007199254740993, 0xffffffffffffffffff
