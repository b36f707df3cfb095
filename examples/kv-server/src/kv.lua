-- What clients see of the server: functions that return a value, or nil and an error.
local time = require("time")

local DEADLINE = "1s"

local last_id = 0

local function call(topic, key, value)
    last_id = last_id + 1
    local replies = process.listen("kv.reply")
    local sent, err = process.send("kv", topic, { id = last_id, key = key, value = value })
    if not sent then
        return nil, err
    end
    local deadline = time.after(DEADLINE)
    while true do
        local result = channel.select {
            replies:case_receive(),
            deadline:case_receive(),
        }
        if result.channel == deadline then
            return nil, errors.new { message = "the server did not answer", kind = errors.TIMEOUT }
        end
        if result.value.id == last_id then
            return result.value.value
        end
    end
end

return {
    get = function(key)
        return call("get", key)
    end,
    put = function(key, value)
        return call("put", key, value)
    end,
    increment = function(key, amount)
        return call("increment", key, amount or 1)
    end,
}
