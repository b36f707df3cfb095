-- A member: joins, says what it has to say, and stays a while.
local time = require("time")

local function main(room, name, sentences, stay)
    process.send(room, "join", name)
    for _, sentence in ipairs(sentences) do
        process.send(room, "say", sentence)
    end
    local heard = process.listen("heard")
    local over = time.after(stay or "300ms")
    while true do
        local result = channel.select {
            heard:case_receive(),
            over:case_receive(),
        }
        if result.channel == over then
            return
        end
        print("[" .. name .. " hears] " .. result.value)
        if result.value:find("boo, " .. name, 1, true) then
            error(name .. " is frightened")
        end
    end
end

return { main = main }
