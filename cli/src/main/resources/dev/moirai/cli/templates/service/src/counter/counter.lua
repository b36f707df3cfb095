-- Counts. The topic "add" adds a number; "get" sends the sum back with the topic "sum".
local function main()
    process.registry.register("counter")
    local inbox = process.inbox()
    local events = process.events()
    local sum = 0
    while true do
        local result = channel.select {
            inbox:case_receive(),
            events:case_receive(),
        }
        if result.channel == inbox then
            local message = result.value
            if message:topic() == "add" then
                sum = sum + message:payload():data()
            elseif message:topic() == "get" then
                process.send(message:from(), "sum", sum)
            end
        elseif result.value.kind == process.event.CANCEL then
            return sum
        end
    end
end

return { main = main }
