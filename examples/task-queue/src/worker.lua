-- Does tasks for a queue until it is asked to end.
local time = require("time")

local function work(task)
    time.sleep("5ms")
    if task.number % 5 == 0 and task.tries == 0 then
        error("task " .. task.number .. " is too hard at first")
    end
    return "task " .. task.number .. " done, try " .. task.tries + 1
end

local function main(queue)
    local tasks = process.listen("task")
    local events = process.events()
    process.send(queue, "idle")
    while true do
        local result = channel.select {
            tasks:case_receive(),
            events:case_receive(),
        }
        if result.channel == events then
            return
        end
        process.send(queue, "done", work(result.value))
    end
end

return { main = main }
