-- Plays some rounds with a pong of its own, and returns how many pings came back.
local function main(rounds)
    local pongs = process.listen("pong")
    local pong = assert(process.spawn_linked("app:pong", "app:processes"))
    local returned = 0
    for round = 1, rounds do
        process.send(pong, "ping", round)
        if pongs:receive() == round then
            returned = returned + 1
            print("round " .. round .. ": ping, pong")
        end
    end
    process.cancel(pong, "1s")
    return returned
end

return { main = main }
