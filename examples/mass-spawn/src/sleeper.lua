-- Answers one message, and then waits to be ended.
local function main()
    local message = process.inbox():receive()
    process.send(message:from(), "alive")
    process.events():receive()
end

return { main = main }
