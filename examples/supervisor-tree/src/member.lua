-- A process of the tree: says that it is up, and waits until it is asked to end.
local function main(name)
    assert(process.registry.register(name))
    print(name .. " is up")
    process.events():receive()
    print(name .. " stops")
end

return { main = main }
