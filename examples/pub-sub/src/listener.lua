-- Listens to what fits `pattern` until the station ends, and returns what it heard.
local events = require("events")

local function main(name, pattern, ready)
    local reports = assert(events.subscribe(pattern)):channel()
    local ends = assert(events.subscribe("weather.*", "end")):channel()
    process.send(ready, "ready")
    local heard = {}
    while true do
        local result = channel.select {
            reports:case_receive(),
            ends:case_receive(),
        }
        local event = result.value
        if result.channel == ends or event.kind == "end" then
            return heard
        end
        heard[#heard + 1] = event.kind
        print(name .. " hears of " .. event.kind .. ", strength " .. event.data.strength)
    end
end

return { main = main }
