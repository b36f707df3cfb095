-- Squares numbers; it cannot stand the number 13, so that there is something to supervise.
local function square(n)
    if n == 13 then
        error("13 is too much for me")
    end
    return n .. " squared is " .. n * n
end

local function main()
    local inbox = process.inbox()
    local events = process.events()
    while true do
        local result = channel.select {
            inbox:case_receive(),
            events:case_receive(),
        }
        if result.channel == inbox then
            local message = result.value
            process.send(message:from(), "result", square(message:payload():data()))
        elseif result.value.kind == process.event.CANCEL then
            return
        end
    end
end

return { main = main }
