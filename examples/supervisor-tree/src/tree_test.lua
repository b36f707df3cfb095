local time = require("time")

local MEMBERS = { "database", "reader 1", "reader 2" }

-- The pids of all members, once each of them is there and none is the one that `old` says.
local function members(old)
    while true do
        local pids = {}
        for _, name in ipairs(MEMBERS) do
            local pid = process.registry.lookup(name)
            if pid and pid ~= old[name] then
                pids[name] = pid
            end
        end
        if pids["database"] and pids["reader 1"] and pids["reader 2"] then
            return pids
        end
        time.sleep("5ms")
    end
end

local function main()
    local first = members({})

    -- All that come after the database are started again with it.
    process.terminate("database")
    local second = members(first)

    -- A reader is started again alone.
    process.terminate("reader 1")
    local third = members({ ["reader 1"] = second["reader 1"] })
    assert(third["database"] == second["database"])
    assert(third["reader 2"] == second["reader 2"])
end

return { main = main }
