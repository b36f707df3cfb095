-- Gives the pool's workers jobs to do, then one of them a job that makes it fail.
local system = require("system")
local time = require("time")

-- The pids of the pool's workers. The pool tells nobody; the runtime knows which entry every process runs.
local function workers()
    local pids = {}
    for _, p in ipairs(system.processes.list()) do
        if p.id == "app.workers:task_worker" then
            pids[#pids + 1] = p.pid
        end
    end
    return pids
end

local function wait_for_workers(count)
    while #workers() < count do
        time.sleep("20ms")
    end
end

local function give_jobs(count)
    local results = process.listen("result")
    local pids = workers()
    for i = 1, count do
        process.send(pids[(i - 1) % #pids + 1], "work", "job " .. i)
    end
    for _ = 1, count do
        print("Client: " .. results:receive())
    end
end

local function main()
    local events = process.events()
    wait_for_workers(4)
    give_jobs(8)

    -- The worker puts its payload into a string with "..": a table makes it fail.
    local victim = workers()[2]
    process.monitor(victim)
    process.send(victim, "work", { "not a string" })
    local exit = events:receive()
    print("Client: " .. exit.from .. " failed: " .. tostring(exit.result.error))

    wait_for_workers(4)
    give_jobs(4)
    print("Client: done; the pool goes on until Ctrl-C")
end

return { main = main }
