-- A test passes if it returns without an error.
local time = require("time")

local function main()
    local sums = process.listen("sum")
    local counter = assert(process.spawn("app.counter:counter", "app:processes"))
    process.send(counter, "add", 40)
    process.send(counter, "add", 2)
    process.send(counter, "get")
    local timeout = time.after("5s")
    local result = channel.select {
        sums:case_receive(),
        timeout:case_receive(),
    }
    assert(result.channel == sums, "the counter did not answer")
    assert(result.value == 42, "expected 42, got " .. tostring(result.value))
    process.cancel(counter, "1s")
end

return { main = main }
