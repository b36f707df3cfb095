-- A test passes if it returns without an error.
local time = require("time")

local function main()
    local left = process.listen("left")
    local events = process.events()
    local stock = assert(process.spawn_monitored("app.shop:stock", "app:processes", 1))

    process.send(stock, "sell")
    assert(left:receive() == 0)

    process.send(stock, "sell")
    local timeout = time.after("5s")
    local result = channel.select {
        events:case_receive(),
        timeout:case_receive(),
    }
    assert(result.channel == events, "the stock did not fail")
    local message = tostring(result.value.result.error)
    assert(message:find("not there", 1, true), message)
end

return { main = main }
