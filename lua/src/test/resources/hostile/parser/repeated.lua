--> limit
--$ SOURCE: ("x = 1 "):rep(n) ¦ "return {" .. ("{1},"):rep(n) .. "}" ¦ "return " .. ("x + "):rep(n) .. "1" ¦ ("local function f(a, ...) return a, ... end "):rep(150) .. ("f() "):rep(n) ¦ "return '" .. ("\\65"):rep(n) .. "'" ¦ ("-- comment\n"):rep(n) ¦ ("do local x <const> = 1 end "):rep(n) ¦ ("::l" .. "::goto l "):rep(10) .. ("do ::m:: goto m end "):rep(n) ¦ ("if x then y() elseif z then w() end "):rep(n) ¦ "return function() " .. ("local function f() return function() end end "):rep(190) .. ("x = function() end "):rep(n) .. " end" ¦ ("x = x.y.z[1]['a'](1, 2, 3):m{} "):rep(n) ¦ ("type T = {a: number, b?: string | nil} "):rep(n) ¦ ("x" .. "=1e308 "):rep(n) ¦ "x = " .. ("1 .. "):rep(150) .. "1 " .. ("y = 0x1p4 "):rep(n) ¦ ("\n"):rep(n * 20) ¦ "x = [==[" .. ("]"):rep(n * 20) ¦ "return " .. ("'a', "):rep(200) .. "1" .. (" "):rep(n) ¦ ("x = nonsense? "):rep(n)
--$ USE: load(text) ¦ keep[#keep + 1] = load(text) ¦ local at = 0 load(function() at = at + 1000 return text:sub(at - 999, at) end)
local n = 15000
local text, keep = $SOURCE, {}
while true do pcall(function() $USE end) end
print("SWALLOWED")
