-- Builds the pipeline from its end to its beginning, sends 1 to `count` into it, and collects what comes out.
local function main(count)
    local values = process.inbox()
    local first = process.pid()
    for _, operation in ipairs({ "add_one", "double" }) do
        first = assert(process.spawn("app:stage", "app:processes", operation, first))
    end

    for value = 1, count do
        process.send(first, "value", value)
    end
    process.send(first, "end")

    local results = {}
    while true do
        local message = values:receive()
        if message:topic() == "end" then
            print("1 to " .. count .. ", doubled, plus one: " .. table.concat(results, " "))
            return results
        end
        results[#results + 1] = message:payload():data()
    end
end

return { main = main }
