local function main()
    local time = require("time")
    local events_ch = process.events()
    -- 生成并监控
    local worker_pid, err = process.spawn_monitored(
        "app.workers:long_worker",
        "app:processes"
    )
    time.sleep("5ms")
    -- 停止监控
    local ok, unmon_err = process.unmonitor(worker_pid)
    if unmon_err then
        return nil, "unmonitor failed: " .. tostring(unmon_err)
    end
    -- 取消 worker
    process.cancel(worker_pid, "100ms")
    -- 不会收到 EXIT 事件(我们取消了监控)
    local timeout = time.after("200ms")
    local result = channel.select {
        events_ch:case_receive(),
        timeout:case_receive(),
    }
    if result.channel == events_ch then
        return nil, "should not receive event after unmonitor"
    end
end
