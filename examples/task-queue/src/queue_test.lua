-- Every task is done, also those at which a worker failed.
local function main()
    local done = process.listen("done")
    local tasks = {}
    for number = 1, 20 do
        tasks[number] = { number = number, tries = 0 }
    end
    assert(process.spawn_linked("app:queue", "app:processes", tasks, 4, process.pid()))

    local results = {}
    for _ = 1, #tasks do
        local number, try = done:receive():match("task (%d+) done, try (%d+)")
        assert(not results[number], "done twice: " .. number)
        results[number] = try
    end

    for number = 1, 20 do
        assert(results[tostring(number)] == (number % 5 == 0 and "2" or "1"))
    end
end

return { main = main }
