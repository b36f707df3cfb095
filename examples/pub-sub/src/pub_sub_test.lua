local function main()
    local ready = process.listen("ready")
    local events = process.events()
    local patterns = {}
    for _, pattern in ipairs({ "weather.*", "weather.north", "sports.*" }) do
        local pid = assert(process.spawn_monitored("app:listener", "app:processes", "test", pattern, process.pid()))
        patterns[pid] = pattern
        ready:receive()
    end

    assert(process.spawn("app:station", "app:processes"))

    local heard = {}
    for _ = 1, 3 do
        local exit = events:receive()
        assert(exit.result.error == nil, tostring(exit.result.error))
        heard[patterns[exit.from]] = table.concat(exit.result.value, " ")
    end
    assert(heard["weather.*"] == "rain sun storm", heard["weather.*"])
    assert(heard["weather.north"] == "rain storm", heard["weather.north"])
    assert(heard["sports.*"] == "", heard["sports.*"])
end

return { main = main }
