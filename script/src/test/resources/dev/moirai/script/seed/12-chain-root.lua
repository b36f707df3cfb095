-- 链根:A -> B -> C -> D -> E
local function chain_root_main()
    local time = require("time")
    -- 生成第一个子进程
    local child_pid, err = process.spawn_linked(
        "app.workers:chain_node",
        "app:processes",
        4 -- 剩余深度
    )
    if err then
        error("spawn failed: " .. tostring(err))
    end
    -- 等待链构建完成
    time.sleep("100ms")
    -- 触发级联 - 所有链接的进程都会死亡
    error("CHAIN_ROOT_FAILURE")
end
