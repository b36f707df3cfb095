-- src/supervisor/pool.lua
local function main(worker_count)
    local time = require("time")
    worker_count = worker_count or 4
    -- 启用 trap_links 以处理 worker 死亡
    process.set_options({ trap_links = true })
    local events_ch = process.events()
    local workers = {}
    local function start_worker(id)
        local pid, err = process.spawn_linked(
            "app.workers:task_worker",
            "app:processes",
            id
        )
        if err then
            print("Failed to start worker " .. id .. ": " .. tostring(err))
            return nil
        end
        workers[pid] = {id = id, started_at = os.time()}
        print("Worker " .. id .. " started: " .. pid)
        return pid
    end
    -- 启动初始池
    for i = 1, worker_count do
        start_worker(i)
    end
    print("Supervisor started with " .. worker_count .. " workers")
    -- 监管循环
    while true do
        local timeout = time.after("60s")
        local result = channel.select {
            events_ch:case_receive(),
            timeout:case_receive(),
        }
        if result.channel == timeout then
            -- 定期健康检查
            local count = 0
            for _ in pairs(workers) do count = count + 1 end
            print("Health check: " .. count .. " active workers")
        elseif result.channel == events_ch then
            local event = result.value
            if event.kind == process.event.LINK_DOWN then
                local dead_worker = workers[event.from]
                if dead_worker then
                    workers[event.from] = nil
                    local uptime = os.time() - dead_worker.started_at
                    print("Worker " .. dead_worker.id .. " died after " .. uptime .. "s, restarting")
                    -- 重启前短暂延迟
                    time.sleep("100ms")
                    start_worker(dead_worker.id)
                end
            end
        end
    end
end
return { main = main }
