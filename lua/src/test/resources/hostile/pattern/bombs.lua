--$ PATTERN: .-.-.-.-.-b$ ¦ a*a*a*a*a*a*a*a*a*a*a*b ¦ a-a-a-a-a-a-a-a-a-a-a-b ¦ (.-)(.-)(.-)(.-)(.-)x ¦ (a*)%1%1b ¦ a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?aaaaaaaaaaaaaaaaaaaaab ¦ [^b]*[^b]*[^b]*[^b]*b ¦ ((((a*)*)*)*)b ¦ %f[a].-%f[b].-%f[b] ¦ .*.*.*.*.*=.*.*.*=
--$ USE: s:find(p) ¦ s:match(p) ¦ (function() for _ in s:gmatch(p) do end end)() ¦ s:gsub(p, "%0%0") ¦ s:gsub(p, function() return "x" end)
local s, p = ("a"):rep(30000), [==[$PATTERN]==]
print($USE)
