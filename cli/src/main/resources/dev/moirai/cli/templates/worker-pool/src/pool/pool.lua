-- Keeps WORKERS workers alive and gives one of them a job every half second.
local time = require("time")

local WORKERS = 3

local function main()
    process.set_options({ trap_links = true })
    local events = process.events()
    local results = process.listen("result")
    local ticker = time.ticker("500ms")
    local workers = {}
    local job = 0

    for i = 1, WORKERS do
        workers[i] = assert(process.spawn_linked("app.pool:worker", "app:processes"))
    end

    local function replace(dead)
        for i, pid in ipairs(workers) do
            if pid == dead then
                workers[i] = assert(process.spawn_linked("app.pool:worker", "app:processes"))
                print("Worker " .. i .. " died and was replaced")
            end
        end
    end

    while true do
        local result = channel.select {
            events:case_receive(),
            results:case_receive(),
            ticker:channel():case_receive(),
        }
        if result.channel == events then
            local event = result.value
            if event.kind == process.event.CANCEL then
                for _, pid in ipairs(workers) do
                    process.cancel(pid, "1s")
                end
                return "stopped after " .. job .. " jobs"
            elseif event.kind == process.event.LINK_DOWN then
                replace(event.from)
            end
        elseif result.channel == results then
            print("Result: " .. result.value)
        else
            job = job + 1
            process.send(workers[job % WORKERS + 1], "work", job)
        end
    end
end

return { main = main }
