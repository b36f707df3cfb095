-- Answers "read" with a temperature. Its sensor works three times.
local function read_sensor(readings)
    if readings > 3 then
        error("the sensor is broken")
    end
    return 20 + readings
end

local function main()
    process.registry.register("thermometer")
    local inbox = process.inbox()
    local events = process.events()
    local readings = 0
    while true do
        local result = channel.select {
            inbox:case_receive(),
            events:case_receive(),
        }
        if result.channel == events then
            return
        end
        readings = readings + 1
        process.send(result.value:from(), "temperature", read_sensor(readings))
    end
end

return { main = main }
