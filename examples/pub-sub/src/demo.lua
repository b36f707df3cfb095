-- Two listeners, and then the station: what is published before somebody listens is heard by nobody.
local function main()
    local ready = process.listen("ready")
    for _, listener in ipairs({ { "Sailor", "weather.*" }, { "Skier", "weather.north" } }) do
        local name, pattern = table.unpack(listener)
        process.spawn("app:listener", "app:processes", name, pattern, process.pid())
        ready:receive()
    end
    process.spawn("app:station", "app:processes")
end

return { main = main }
