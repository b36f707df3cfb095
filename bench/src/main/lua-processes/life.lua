-- Births, deaths, and processes that wait.
local HOST = "bench:processes"

return {
    spawn_exit = function(count)
        for _ = 1, tonumber(count) do
            assert(process.spawn("bench:nothing", HOST))
        end
        return tonumber(count)
    end,

    nothing = function() end,

    -- The processes end with this one, which ends when it is asked to.
    spawn_idle = function(count)
        local events = process.events()
        for _ = 1, tonumber(count) do
            assert(process.spawn("bench:idle", HOST))
        end
        print("spawned")
        events:receive()
    end,

    idle = function()
        process.inbox():receive()
    end,
}
