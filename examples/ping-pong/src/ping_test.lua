local function main()
    assert(process.exec("app:ping", "app:processes", 100) == 100)
end

return { main = main }
