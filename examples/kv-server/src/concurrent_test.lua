-- Ten processes count at the same time, and no count is lost.
local kv = require("kv")

local function main()
    local events = process.events()
    for _ = 1, 10 do
        assert(process.spawn_monitored("app:incrementer", "app:processes", 100))
    end
    for _ = 1, 10 do
        assert(events:receive().result.error == nil)
    end
    assert(kv.get("counter") == 1000)
end

return { main = main }
