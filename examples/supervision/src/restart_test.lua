-- After a failure there is another thermometer, which begins anew.
local time = require("time")

local function main()
    local temperatures = process.listen("temperature")
    local events = process.events()
    local first = assert(process.registry.lookup("thermometer"))
    process.monitor(first)
    for _ = 1, 4 do
        process.send(first, "read")
    end
    assert(events:receive().from == first)
    for reading = 1, 3 do
        assert(temperatures:receive() == 20 + reading)
    end

    local second = process.registry.lookup("thermometer")
    while not second do
        time.sleep("5ms")
        second = process.registry.lookup("thermometer")
    end
    process.send(second, "read")

    assert(second ~= first)
    assert(temperatures:receive() == 21)
end

return { main = main }
