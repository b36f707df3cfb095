local function parent_main()
    -- 启用 trap_links 以处理子进程死亡
    process.set_options({ trap_links = true })
    local events_ch = process.events()
    -- 生成并链接到子进程
    local child_pid, err = process.spawn_linked(
        "app.workers:child_worker",
        "app:processes"
    )
    if err then
        return nil, "spawn_linked failed: " .. tostring(err)
    end
    -- 如果子进程死亡,我们收到 LINK_DOWN
    local event = events_ch:receive()
    if event.kind == process.event.LINK_DOWN then
        print("Child died:", event.from)
    end
end
