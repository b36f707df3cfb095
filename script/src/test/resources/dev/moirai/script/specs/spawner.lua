local ctx = require("ctx")

function spec.context_values_are_inherited_and_merged()
    local spawner = process.with_context({ a = 1, b = { x = 2 } })
    spawner:with_context({ a = 10 }):spawn_monitored("test:eval", HOST, [[
        local ctx = require("ctx")
        local inner = process.exec("test:eval", "app:processes", "return require('ctx').get('b').x")
        return { ctx.get("a"), inner, ctx.all().b.x }
    ]])
    local value = process.events():receive().result.value
    eq(table.concat(value, " "), "10 2 2")
    fails("NotFound", "key not found: a", ctx.get("a"))
    fails("Invalid", "empty key", ctx.get(""))
end

function spec.a_spawner_is_immutable()
    local spawner = process.with_context({})
    eq(spawner:with_name("n") ~= spawner, true)
    eq(pcall(spawner.with_name, spawner, ""), false)
    eq(pcall(spawner.spawn, spawner, "x"), false)
    eq(pcall(process.with_context, { [1] = 2 }), false)
end

function spec.messages_are_there_before_the_process_begins()
    process.with_context({}):with_message("first", 1):with_message("second", 2):spawn_monitored("test:eval", HOST, [[
        local result = channel.select { process.inbox():case_receive(), default = true }
        return result.value:topic() .. result.value:from() .. process.inbox():receive():payload():data()
    ]])
    eq(process.events():receive().result.value, "first2")
end

function spec.a_name_is_held_from_birth_or_its_holder_is_signalled()
    local spawner = process.with_context({}):with_name("single"):with_message("hello")
    local pid = spawner:spawn("test:eval", HOST, [[
        local inbox = process.inbox()
        inbox:receive() inbox:receive()
    ]])
    eq(process.registry.lookup("single"), pid)
    process.monitor(pid)
    eq(spawner:spawn("test:eval", HOST, ""), pid)
    eq(process.events():receive().from, pid)
end

function spec.the_holder_of_a_name_is_tied_as_a_new_process_would_be()
    local spawner = process.with_context({}):with_name("single")
    process.set_options({ trap_links = true })
    local pid = spawner:spawn("test:eval", HOST, "process.inbox():receive()")
    eq(spawner:spawn_linked_monitored("test:eval", HOST, ""), pid)
    process.terminate(pid)
    eq(process.events():receive().kind, process.event.EXIT)
    eq(process.events():receive().kind, process.event.LINK_DOWN)
end

function spec.messages_of_internal_topics_are_refused()
    local ok, err = pcall(function() return process.with_context({}):with_message("@events") end)
    eq(tostring(err):find("cannot send to @ topics", 1, true) ~= nil, true, err)
end
