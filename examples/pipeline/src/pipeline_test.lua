local function main()
    local results = assert(process.exec("app:pipeline", "app:processes", 1000))
    assert(#results == 1000)
    for value = 1, 1000 do
        assert(results[value] == value * 2 + 1, "out of order at " .. value)
    end
end

return { main = main }
