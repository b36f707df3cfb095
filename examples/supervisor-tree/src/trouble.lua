-- Ends a process of the tree now and then.
local time = require("time")

local function main()
    for _, victim in ipairs({ "database", "reader 1" }) do
        time.sleep("300ms")
        print("-- now " .. victim .. " dies")
        process.terminate(victim)
    end
end

return { main = main }
