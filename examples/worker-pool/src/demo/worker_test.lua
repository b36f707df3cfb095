-- A worker does its jobs, fails at one it cannot do, and ends when it is asked to.
local function main()
    local results = process.listen("result")
    local events = process.events()

    local worker = assert(process.spawn_monitored("app.workers:task_worker", "app:processes", 1))
    process.send(worker, "work", "a job")
    assert(results:receive() == "completed: a job")
    process.cancel(worker, "1s")
    assert(events:receive().result.value == "cancelled")

    local unlucky = assert(process.spawn_monitored("app.workers:task_worker", "app:processes", 2))
    process.send(unlucky, "work", { "not a string" })
    local exit = events:receive()
    assert(tostring(exit.result.error):find("attempt to concatenate a table value", 1, true))
end

return { main = main }
