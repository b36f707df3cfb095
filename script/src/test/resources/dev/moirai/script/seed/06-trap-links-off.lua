local function worker_main()
    local events_ch = process.events()
    -- trap_links 默认为 false
    local opts = process.get_options()
    print("trap_links:", opts.trap_links) -- false
    -- 生成将失败的链接 worker
    local child_pid, err = process.spawn_linked(
        "app.workers:error_worker",
        "app:processes"
    )
    -- 当子进程出错时,此进程终止
    -- 我们永远不会到达这里
    local event = events_ch:receive()
end
