-- Knows how many apples there are. Selling one that is not there is a mistake, and mistakes crash: the supervisor starts
-- a new stock, with as many apples as the first.
local function main(apples)
    process.registry.register("stock")
    local inbox = process.inbox()
    local events = process.events()
    print("Stock: " .. apples .. " apples")
    while true do
        local result = channel.select {
            inbox:case_receive(),
            events:case_receive(),
        }
        if result.channel == inbox then
            apples = apples - 1
            if apples < 0 then
                error("sold an apple that was not there")
            end
            process.send(result.value:from(), "left", apples)
        elseif result.value.kind == process.event.CANCEL then
            return
        end
    end
end

return { main = main }
