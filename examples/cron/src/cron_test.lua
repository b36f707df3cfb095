-- Jobs are called again and again, also beside one that fails.
local function main()
    local calls = process.listen("called")
    local cron = assert(process.spawn("app:cron", "app:processes", {
        { every = "5ms", call = "app:cleanup" },
        { every = "10ms", call = "app:note", argument = process.pid() },
    }))
    for _ = 1, 3 do
        calls:receive()
    end
    process.cancel(cron, "1s")
end

return { main = main }
