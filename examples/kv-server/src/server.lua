-- Owns a table of values. Each request is a message {id, key, value}; its topic says what to do.
local values = {}

local requests = {
    get = function(key)
        return values[key]
    end,
    put = function(key, value)
        local old = values[key]
        values[key] = value
        return old
    end,
    increment = function(key, amount)
        values[key] = (values[key] or 0) + amount
        return values[key]
    end,
}

local function main()
    assert(process.registry.register("kv"))
    local inbox = process.inbox()
    local events = process.events()
    while true do
        local result = channel.select {
            inbox:case_receive(),
            events:case_receive(),
        }
        if result.channel == events then
            return
        end
        local message = result.value
        local request = message:payload():data()
        local handle = requests[message:topic()]
        if handle then
            local value = handle(request.key, request.value)
            process.send(message:from(), "kv.reply", { id = request.id, value = value })
        end
    end
end

return { main = main }
