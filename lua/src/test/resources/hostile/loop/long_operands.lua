--> limit
--$ WORK: local x = s == u ¦ local x = s < u ¦ local x = u >= s ¦ local x = rawequal(s, u) ¦ local x = s .. u ¦ local x = s .. 1 .. u ¦ local x = keys[u] ¦ local t = {[s] = 1, [u] = 2} ¦ local t = {} t[s .. "x"] = 1 ¦ local x = tonumber(s) ¦ local x = tonumber(digits) ¦ local x = tonumber(digits, 10) ¦ local x = digits + 1 ¦ local x = -digits ¦ local x = digits // "3" ¦ local x = pcall(function() return s | 1 end) ¦ pcall(math.abs, s) ¦ pcall(string.format, "%d", s) ¦ pcall(string.rep, "x", digits) ¦ pcall(os.time, {year = digits, month = 1, day = 1}) ¦ table.sort({s, u, s .. "x"}) ¦ local x = math.tointeger(digits) ¦ for i = 1, 3 do local x = next(sparse) end ¦ for k in pairs(sparse) do end ¦ for k in pairs(emptied) do end ¦ sparse[-1] = 1 sparse.x = 1 sparse.x = nil sparse.y = 1 sparse.y = nil ¦ local x = #sparse ¦ table.unpack(sparse, 1, 50000) ¦ table.move(sparse, 1, 50000, 2) ¦ local x = utf8.len(s) ¦ local x = s:upper():lower():reverse() ¦ local x = s:sub(2) ¦ local x = s:byte(1, 50000)
local s, u = ("a"):rep(1000000), ("a"):rep(1000000)
local digits = ("1"):rep(1000000)
local keys, sparse, emptied = {[s] = 1}, {}, {}
for i = 1, 30000 do sparse[i], emptied["k" .. i] = i, i end
for i = 1, 29999 do sparse[i], emptied["k" .. i] = nil, nil end
while true do pcall(function() $WORK end) end
print("SWALLOWED")
