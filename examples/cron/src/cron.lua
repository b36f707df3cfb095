-- Calls the functions of a timetable, each every so often, until it is asked to end.
local funcs = require("funcs")
local time = require("time")

local function run(job)
    local ticks = assert(time.ticker(job.every)):channel()
    while true do
        ticks:receive()
        local _, err = funcs.call(job.call, job.argument)
        if err then
            print(job.call .. " failed: " .. tostring(err))
        end
    end
end

local function main(jobs)
    for _, job in ipairs(jobs) do
        coroutine.spawn(function()
            run(job)
        end)
    end
    process.events():receive() -- only a request to end can come here
end

return { main = main }
