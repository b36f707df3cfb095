-- Adds one every second and prints the sum.
local time = require("time")

local function main()
    local sums = process.listen("sum")
    local events = process.events()
    while true do
        process.send("counter", "add", 1)
        process.send("counter", "get")
        print("The sum is " .. sums:receive())
        local second = time.after("1s")
        local result = channel.select {
            events:case_receive(),
            second:case_receive(),
        }
        if result.channel == events and result.value.kind == process.event.CANCEL then
            return
        end
    end
end

return { main = main }
