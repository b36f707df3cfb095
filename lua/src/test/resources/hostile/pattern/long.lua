--> limit
--$ PATTERN: ("a?"):rep(50000) .. ("a"):rep(50000) ¦ ("[^b]"):rep(20000) .. "b" ¦ ("(a"):rep(32) .. (")"):rep(32) .. (".-"):rep(10000) .. "b" ¦ ("%f[a]"):rep(20000) .. "b" ¦ "[" .. ("a-z"):rep(30000) .. "]-b" ¦ "[^" .. ("%w"):rep(30000) .. "]*b" ¦ ("a*"):rep(30000) .. "b" ¦ ("%bab"):rep(20000) ¦ ("()"):rep(32) .. (".-"):rep(5000) .. "b" ¦ ("a"):rep(100000) .. "b" ¦ ("."):rep(1000) .. "-" .. (".-"):rep(100) .. "b" ¦ "(a*)" .. ("%1"):rep(30000) .. "b"
--$ USE: s:find(p) ¦ s:match(p, -100) ¦ for _ in s:gmatch(p) do end ¦ s:gsub(p, "%0") ¦ p:gsub(".", "%0%0")
local s, p = ("a"):rep(100000), $PATTERN
while true do pcall(function() $USE end) end
print("SWALLOWED")
