-- Starts many processes, and measures what they cost.
local system = require("system")
local time = require("time")

local function milliseconds_since(start)
    return time.now():sub(start):milliseconds()
end

local function measure(count)
    local alive = process.listen("alive")
    local heap_before = system.memory.heap()

    local start = time.now()
    local pids = {}
    for i = 1, count do
        pids[i] = assert(process.spawn("app:sleeper", "app:processes"))
    end
    local spawned = milliseconds_since(start)

    for _, pid in ipairs(pids) do
        process.send(pid, "are you there?")
    end
    for _ = 1, count do
        alive:receive()
    end
    local answered = milliseconds_since(start)

    local bytes = (system.memory.heap() - heap_before) // count
    print(string.format(
        "%d processes: %d ms to spawn, %d ms until all have answered, %d bytes of heap each",
        count, spawned, answered, bytes
    ))
    for _, pid in ipairs(pids) do
        process.cancel(pid, "10s")
    end
    while system.processes.count() > count do
        time.sleep("10ms")
    end
    return count
end

local function main(count)
    if count then
        return measure(tonumber(count))
    end
    for _, size in ipairs({ 10000, 10000, 100000, 100000 }) do
        measure(size)
    end
end

return { main = main }
