-- Sends every ping back as a pong, until it is asked to end.
local function main()
    local inbox = process.inbox()
    local events = process.events()
    while true do
        local result = channel.select {
            inbox:case_receive(),
            events:case_receive(),
        }
        if result.channel == events then
            return
        end
        local ping = result.value
        process.send(ping:from(), "pong", ping:payload():data())
    end
end

return { main = main }
