-- Sells an apple every half second.
local time = require("time")

local function main()
    local left = process.listen("left")
    local events = process.events()
    local ticker = time.ticker("500ms")
    print("Till: open")
    while true do
        local result = channel.select {
            ticker:channel():case_receive(),
            left:case_receive(),
            events:case_receive(),
        }
        if result.channel == events then
            if result.value.kind == process.event.CANCEL then
                print("Till: closed")
                return
            end
        elseif result.channel == left then
            print("Till: sold an apple, " .. result.value .. " left")
        else
            process.send("stock", "sell")
        end
    end
end

return { main = main }
