local function worker_main()
    -- 启用 trap_links
    process.set_options({ trap_links = true })
    local events_ch = process.events()
    -- 生成将失败的链接 worker
    local child_pid, err = process.spawn_linked(
        "app.workers:error_worker",
        "app:processes"
    )
    -- 等待 LINK_DOWN 事件
    local event = events_ch:receive()
    if event.kind == process.event.LINK_DOWN then
        print("Child failed, handling gracefully")
        return "LINK_DOWN_RECEIVED"
    end
end
