local function main()
    local done = process.listen("done")
    local tasks = {}
    for number = 1, 10 do
        tasks[number] = { number = number, tries = 0 }
    end
    assert(process.spawn_linked("app:queue", "app:processes", tasks, 3, process.pid()))
    for _ = 1, #tasks do
        local report = done:receive()
        print(report)
    end
end

return { main = main }
