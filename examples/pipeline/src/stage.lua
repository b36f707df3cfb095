-- One stage: does what `operation` says to each value, and sends the result to `next_stage`.
local OPERATIONS = {
    double = function(value)
        return value * 2
    end,
    add_one = function(value)
        return value + 1
    end,
}

local function main(operation, next_stage)
    local apply = OPERATIONS[operation]
    local values = process.inbox()
    assert(process.link(next_stage))
    while true do
        local message = values:receive()
        if message:topic() == "end" then
            process.send(next_stage, "end")
            return
        end
        process.send(next_stage, "value", apply(message:payload():data()))
    end
end

return { main = main }
