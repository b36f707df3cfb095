local function main()
    local heard = process.listen("heard")
    local room = assert(process.spawn("app:room", "app:processes", "test room"))

    process.send(room, "say", "nobody hears those who are not in the room")
    process.send(room, "join", "Tester")
    assert(heard:receive() == "Tester is here")
    process.send(room, "say", "hello?")
    assert(heard:receive() == "Tester: hello?")

    local guest = assert(process.spawn("app:guest", "app:processes", "test room", "Guest", { "hello!" }, "1m"))
    assert(heard:receive() == "Guest is here")
    assert(heard:receive() == "Guest: hello!")
    process.terminate(guest)
    assert(heard:receive() == "Guest is gone")

    process.cancel(room, "1s")
end

return { main = main }
