local function chain_node_main(depth)
    local time = require("time")
    if depth > 0 then
        -- 生成链中的下一个
        local child_pid, err = process.spawn_linked(
            "app.workers:chain_node",
            "app:processes",
            depth - 1
        )
        if err then
            error("spawn failed: " .. tostring(err))
        end
    end
    -- 等待父进程死亡(通过 LINK_DOWN 触发我们的死亡)
    time.sleep("5s")
end
