local kv = require("kv")

local function main()
    kv.put("language", "Lua")
    print("language: " .. kv.get("language"))
    for _ = 1, 3 do
        print("visits: " .. kv.increment("visits"))
    end
    print("nothing: " .. tostring(kv.get("nothing")))
end

return { main = main }
