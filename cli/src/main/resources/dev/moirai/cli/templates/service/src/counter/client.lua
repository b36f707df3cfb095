-- Adds one every second and prints the sum. It waits for everything in one place: if the counter fails before it has
-- answered, there is no answer, and the client goes on.
local time = require("time")

local function main()
    local sums = process.listen("sum")
    local events = process.events()
    local ticker = time.ticker("1s")
    while true do
        local result = channel.select {
            sums:case_receive(),
            events:case_receive(),
            ticker:channel():case_receive(),
        }
        if result.channel == sums then
            print("The sum is " .. result.value)
        elseif result.channel == events then
            if result.value.kind == process.event.CANCEL then
                return
            end
        else
            process.send("counter", "add", 1)
            process.send("counter", "get")
        end
    end
end

return { main = main }
