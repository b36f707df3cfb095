-- A test passes if it returns without an error.
local time = require("time")

local function main()
    local events = process.events()
    local results = process.listen("result")
    local worker = assert(process.spawn_monitored("app.pool:worker", "app:processes"))

    process.send(worker, "work", 12)
    assert(results:receive() == "12 squared is 144")

    process.send(worker, "work", 13)
    local timeout = time.after("5s")
    local result = channel.select {
        events:case_receive(),
        timeout:case_receive(),
    }
    assert(result.channel == events, "the worker did not fail")
    local message = tostring(result.value.result.error)
    assert(message:find("13 is too much for me", 1, true), message)
end

return { main = main }
