-- A room: members join and say something, and everybody hears it.
local function main(name)
    assert(process.registry.register(name or "room"))
    local inbox = process.inbox()
    local events = process.events()
    local members = {} -- names by pid

    local function tell_all(text)
        for pid in pairs(members) do
            process.send(pid, "heard", text)
        end
    end

    while true do
        local result = channel.select {
            inbox:case_receive(),
            events:case_receive(),
        }
        if result.channel == inbox then
            local message = result.value
            local from = message:from()
            if message:topic() == "join" and not members[from] then
                members[from] = message:payload():data()
                process.monitor(from)
                tell_all(members[from] .. " is here")
            elseif message:topic() == "say" and members[from] then
                tell_all(members[from] .. ": " .. message:payload():data())
            end
        elseif result.value.kind == process.event.EXIT then
            local gone = members[result.value.from]
            members[result.value.from] = nil
            tell_all(gone .. " is gone")
        else
            return
        end
    end
end

return { main = main }
