--$ CHANGE: string.rep = nil ¦ string.format = error ¦ _G = nil ¦ _ENV = {print = print} ¦ for k in pairs(_G) do if k ~= "print" then _G[k] = nil end end ¦ table.sort = table.concat ¦ setmetatable(_G, {__index = error, __newindex = error}) ¦ math.huge = 0 ¦ rawset(string, "gsub", nil) ¦ coroutine.wrap = coroutine.create ¦ pcall = nil error = nil ¦ setmetatable(string, {__index = function() return error end}) ¦ tostring = nil type = nil ¦ next = nil pairs = nil
$CHANGE
print("changed only for itself")
