-- Two listeners, and then the station: what is published before somebody listens is heard by nobody.
local function main()
    local ready = process.listen("ready")
    for name, pattern in pairs({ Sailor = "weather.*", Skier = "weather.north" }) do
        process.spawn("app:listener", "app:processes", name, pattern, process.pid())
        ready:receive()
    end
    process.spawn("app:station", "app:processes")
end

return { main = main }
