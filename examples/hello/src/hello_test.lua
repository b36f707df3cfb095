local function main()
    assert(process.exec("app:hello", "app:processes") == "Hello, world!")
    assert(process.exec("app:hello", "app:processes", "Ada") == "Hello, Ada!")
end

return { main = main }
