-- Publishes some weather.
local events = require("events")

local WEATHER = {
    { "weather.north", "rain", 3 },
    { "weather.south", "sun", 25 },
    { "weather.north", "storm", 9 },
}

local function main()
    for _, report in ipairs(WEATHER) do
        local system, kind, strength = table.unpack(report)
        assert(events.send(system, kind, "/today", { strength = strength }))
    end
    events.send("weather.south", "end", "/today")
end

return { main = main }
