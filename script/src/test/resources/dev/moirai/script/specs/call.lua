
-- process.call and replies; deadlines of calls

local SERVER = [[
    while true do
        local message = process.inbox():receive()
        if message:topic() == "stop" then return end
        if message:topic() == "double" then message:reply(message:payload():data() * 2, "and more") end
    end
]]

function spec.a_call_gives_what_the_receiver_replied()
    local server = spawn(SERVER)
    local value, more = process.call(server, "double", 21)
    eq(value, 42)
    eq(more, "and more")
end

function spec.many_coroutines_can_call_at_once()
    local server, done = spawn(SERVER), channel.new()
    for i = 1, 20 do coroutine.spawn(function() done:send(process.call(server, "double", i)) end) end
    local sum = 0
    for _ = 1, 20 do sum = sum + done:receive() end
    eq(sum, 420)
end

function spec.a_call_that_is_not_answered_in_time_is_an_error_of_kind_timeout()
    fails("Timeout", "call of 'silence': deadline exceeded after 20ms", process.call(spawn(SERVER), "silence", nil, "20ms"))
end

function spec.the_end_of_the_receiver_ends_a_call()
    local server = spawn("process.inbox():receive() error('no')")
    fails("NotFound", "ended before it replied: eval:1: no", process.call(server, "x"))
    fails("NotFound", "process not found", process.call(server, "x"))
    fails("NotFound", "could not resolve 'nobody'", process.call("nobody", "x"))
end

function spec.only_calls_can_be_replied_to_and_once()
    process.send(process.pid(), "x")
    local message = process.inbox():receive()
    eq(message:is_call(), false)
    fails("Invalid", "waits for no reply", message:reply(1))
    local child = spawn_monitored([[ return process.call(..., "twice") ]], process.pid())
    local call = process.inbox():receive()
    eq(call:is_call(), true)
    eq(call:from(), child)
    eq(call:reply("first"), true)
    fails("Canceled", "has a reply already", call:reply("second"))
    eq(process.events():receive().result.value, "first")
end

function spec.what_cannot_be_sent_is_refused()
    fails("Invalid", "cannot send a function", process.call(spawn(SERVER), "x", print))
    fails("Invalid", "cannot send to @ topics", process.call(spawn(SERVER), "@x"))
    fails("Invalid", "call requires at least destination and topic arguments", process.call("x"))
end

function spec.a_function_call_can_have_a_deadline()
    local funcs = require("funcs")
    local quick = funcs.new():with_options({ timeout = "10ms" })
    fails("Timeout", "call of test:eval: deadline exceeded after 10ms", quick:call("test:eval", "require('time').sleep('1s')"))
    eq(quick:call("test:eval", "return 1"), 1)
    local future = quick:async("test:eval", "require('time').sleep('1s')")
    eq(future:response():receive():kind(), "Timeout")
    fails("Timeout", "exec of test:eval: deadline exceeded",
        process.with_options({ timeout = "10ms" }):exec("test:eval", HOST, "require('time').sleep('1s')"))
    eq(process.with_options({ timeout = "1s" }):exec("test:eval", HOST, "return 2"), 2)
end

function spec.an_option_that_does_not_exist_is_named()
    local ok, err = pcall(process.with_options, { timeot = "1s" })
    eq(ok, false)
    eq(tostring(err):find("options has no field timeot; expected host, timeout", 1, true) ~= nil, true, tostring(err))
end

function spec.coroutines_that_wait_for_each_other_end_their_process_with_their_stacks()
    local pid = spawn_monitored([[
        local a, b = channel.new(), channel.new()
        coroutine.spawn(function() b:send(a:receive()) end)
        a:send(b:receive())
    ]])
    local err = process.events():receive().result.error
    eq(tostring(err), "deadlock: all coroutines blocked with no pending operations (threads=2)")
    eq(select(2, err:stack():gsub("waits for: receive from channel", "")), 2)
    eq(err:stack():find("eval:2:", 1, true) ~= nil and err:stack():find("eval:3:", 1, true) ~= nil, true, err:stack())
end

function spec.a_channel_subscribed_after_someone_waits_at_it_is_no_deadlock()
    local pid = spawn_monitored([[
        local a, never, done = channel.new(), channel.new(), channel.new()
        coroutine.spawn(function() done:send((a:receive())) end)
        coroutine.spawn(function() subscribe("t", a) never:receive() end)
        return (done:receive())
    ]])
    require("time").sleep("1ms")
    process.send(pid, "t", "came")
    eq(process.events():receive().result.value, "came")
end

-- coroutines within coroutines: what waits suspends all of them, and resume does not see it

function spec.waiting_within_coroutines_within_coroutines_suspends_the_whole_chain()
    local time, server = require("time"), spawn(SERVER)
    local inner = coroutine.wrap(function()
        time.sleep("1ms")
        local doubled = process.call(server, "double", 4)
        coroutine.yield(doubled)
        local ok, value = pcall(function() return process.exec("test:eval", HOST, "return 5") end)
        return ok and value
    end)
    local outer = coroutine.create(function()
        local first = inner()
        coroutine.yield(first + 1)
        return (inner())
    end)
    eq(select(2, coroutine.resume(outer)), 9)
    eq(coroutine.status(outer), "suspended")
    eq(select(2, coroutine.resume(outer)), 5)
    eq(coroutine.status(outer), "dead")
end

function spec.coroutines_of_a_process_go_on_while_a_nested_one_waits()
    local time, order = require("time"), {}
    local done = channel.new()
    coroutine.spawn(function()
        local nested = coroutine.wrap(function() time.sleep("5ms") order[#order + 1] = "slow" end)
        nested()
        done:send(true)
    end)
    coroutine.spawn(function() order[#order + 1] = "quick" end)
    done:receive()
    eq(table.concat(order, " "), "quick slow")
end

function spec.an_upgrade_from_within_nested_coroutines_replaces_all_of_them()
    local child = spawn_monitored([[
        coroutine.wrap(function()
            coroutine.wrap(function() process.upgrade(nil, "return 'new'") end)()
        end)()
        return "old"
    ]])
    eq(process.events():receive().result.value, "new")
end
