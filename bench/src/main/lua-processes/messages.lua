-- A ping-pong pair, and a client that calls a server; both number what they send and check what they get.
local HOST = "bench:processes"

return {
    ping = function(rounds)
        local pongs = process.listen("pong")
        local pong = assert(process.spawn("bench:pong", HOST))
        local answered = 0
        for number = tonumber(rounds), 1, -1 do
            process.send(pong, "ping", number)
            if pongs:receive() == number then
                answered = answered + 1
            end
        end
        process.terminate(pong)
        return answered
    end,

    pong = function()
        local pings = process.inbox()
        while true do
            local ping = pings:receive()
            process.send(ping:from(), "pong", ping:payload():data())
        end
    end,

    -- Each request carries its number in a table, and each reply the number of its request.
    client = function(calls)
        local replies = process.listen("reply")
        local server = assert(process.spawn("bench:server", HOST))
        local sum = 0
        for number = tonumber(calls), 1, -1 do
            process.send(server, "add", { id = number, number = number })
            local reply = replies:receive()
            assert(reply.id == number)
            sum = sum + reply.value
        end
        process.terminate(server)
        return sum
    end,

    server = function()
        local requests = process.inbox()
        while true do
            local message = requests:receive()
            local request = message:payload():data()
            process.send(message:from(), "reply", { id = request.id, value = request.number + 1 })
        end
    end,
}
