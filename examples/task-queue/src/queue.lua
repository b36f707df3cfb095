-- Hands out tasks to workers, one at a time to each, and tells `client` when all are done.
local function main(tasks, worker_count, client)
    process.set_options({ trap_links = true })
    local inbox = process.inbox()
    local events = process.events()
    local idle = {} -- workers that wait for a task
    local tasks_of = {} -- tasks that are being done, by worker
    local left = #tasks

    local function start_worker()
        assert(process.spawn_linked("app:worker", "app:processes", process.pid()))
    end

    local function hand_out()
        while #idle > 0 and #tasks > 0 do
            local worker, task = table.remove(idle), table.remove(tasks, 1)
            tasks_of[worker] = task
            process.send(worker, "task", task)
        end
    end

    for _ = 1, worker_count do
        start_worker()
    end
    while left > 0 do
        local result = channel.select {
            inbox:case_receive(),
            events:case_receive(),
        }
        if result.channel == inbox then
            local worker = result.value:from()
            if result.value:topic() == "done" then
                left = left - 1
                tasks_of[worker] = nil
                process.send(client, "done", result.value:payload():data())
            end
            idle[#idle + 1] = worker
        elseif result.value.kind == process.event.LINK_DOWN then
            local task = tasks_of[result.value.from]
            tasks_of[result.value.from] = nil
            if task then
                task.tries = task.tries + 1
                table.insert(tasks, 1, task)
            end
            start_worker()
        else
            return -- asked to end; the workers go with us, for they are linked
        end
        hand_out()
    end
    for _, worker in ipairs(idle) do
        process.cancel(worker, "1s")
    end
end

return { main = main }
