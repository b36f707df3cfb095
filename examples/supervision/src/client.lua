-- Reads the thermometer until it has seen it fail and come back.
local time = require("time")

local function find_thermometer()
    while true do
        local pid = process.registry.lookup("thermometer")
        if pid then
            return pid
        end
        time.sleep("10ms")
    end
end

local function main()
    local temperatures = process.listen("temperature")
    local events = process.events()
    local failures = 0
    while failures < 2 do
        local thermometer = find_thermometer()
        process.monitor(thermometer)
        print("Client: reading " .. thermometer)
        local alive = true
        while alive do
            process.send(thermometer, "read")
            local result = channel.select {
                temperatures:case_receive(),
                events:case_receive(),
            }
            if result.channel == temperatures then
                print("Client: " .. result.value .. " degrees")
            elseif result.value.kind == process.event.CANCEL then
                return
            else
                print("Client: it failed: " .. tostring(result.value.result.error))
                failures = failures + 1
                alive = false
            end
        end
    end
    print("Client: " .. find_thermometer() .. " is the third one; Ctrl-C ends this example")
end

return { main = main }
