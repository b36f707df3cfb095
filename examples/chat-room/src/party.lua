local time = require("time")

local function guest(name, sentences, stay)
    process.spawn("app:guest", "app:processes", "room", name, sentences, stay)
    time.sleep("50ms")
end

local function main()
    guest("Ada", { "Good evening." }, "600ms")
    guest("Bob", { "Hello, Ada!" }, "600ms")
    guest("Ghost", { "boo, Bob!" }, "300ms")
end

return { main = main }
