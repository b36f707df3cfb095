local function main()
    assert(process.exec("app:mass_spawn", "app:processes", 10000) == 10000)
end

return { main = main }
