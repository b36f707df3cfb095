-- A thermometer fails at its fourth reading, and says why.
local function main()
    local temperatures = process.listen("temperature")
    local events = process.events()
    local thermometer = assert(process.spawn_monitored("app:thermometer", "app:processes"))
    for reading = 1, 3 do
        process.send(thermometer, "read")
        assert(temperatures:receive() == 20 + reading)
    end

    process.send(thermometer, "read")
    local exit = events:receive()

    assert(exit.kind == process.event.EXIT)
    assert(tostring(exit.result.error):find("the sensor is broken", 1, true))
end

return { main = main }
