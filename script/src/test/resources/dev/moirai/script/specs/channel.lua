
function spec.an_unbuffered_send_waits_for_its_receiver()
    local ch, log = channel.new(), {}
    coroutine.spawn(function() ch:send("a") log[#log + 1] = "sent" end)
    coroutine.spawn(function() log[#log + 1] = ch:receive() end)
    require("time").sleep("1ms")
    eq(table.concat(log, " "), "a sent")
end

function spec.a_buffered_channel_takes_values_until_it_is_full()
    local ch = channel.new(2)
    eq(ch:send(1), true)
    eq(ch:send(2), true)
    local blocked = true
    coroutine.spawn(function() ch:send(3) blocked = false end)
    require("time").sleep("1ms")
    eq(blocked, true)
    eq(ch:receive(), 1)
    require("time").sleep("1ms")
    eq(blocked, false)
    eq(ch:receive(), 2)
    eq(ch:receive(), 3)
end

function spec.nil_can_be_sent()
    local ch = channel.new(1)
    ch:send(nil)
    local value, ok = ch:receive()
    eq(value, nil)
    eq(ok, true)
end

function spec.a_closed_channel_gives_what_is_buffered_and_then_nil_false_for_ever()
    local ch = channel.new(1)
    ch:send("last")
    ch:close()
    ch:close()
    eq(ch:receive(), "last")
    for _ = 1, 3 do
        local value, ok = ch:receive()
        eq(value, nil)
        eq(ok, false)
    end
end

function spec.sending_on_a_closed_channel_raises()
    local ch = channel.new(1)
    ch:close()
    local ok, err = pcall(ch.send, ch, 1)
    eq(ok, false)
    eq(tostring(err):find("send on closed channel", 1, true) ~= nil, true)
end

function spec.closing_wakes_receivers_and_refuses_waiting_senders()
    local ch, log = channel.new(), {}
    coroutine.spawn(function() local v, ok = ch:receive() log[#log + 1] = tostring(v) .. tostring(ok) end)
    local full = channel.new()
    coroutine.spawn(function() local ok, err = full:send(1) log[#log + 1] = tostring(ok) .. ":" .. err:kind() end)
    require("time").sleep("1ms")
    ch:close()
    full:close()
    require("time").sleep("1ms")
    eq(table.concat(log, " "), "nilfalse nil:Canceled")
end

function spec.select_takes_the_first_ready_case_in_the_order_of_the_table()
    local a, b = channel.new(1), channel.new(1)
    a:send("from a")
    b:send("from b")
    local result = channel.select { b:case_receive(), a:case_receive() }
    eq(result.channel == b, true)
    eq(result.value, "from b")
    eq(result.ok, true)
    eq(result.default, nil)
end

function spec.select_with_a_default_does_not_wait()
    local ch = channel.new()
    eq(channel.select({ ch:case_receive(), default = true }).default, true)
    eq(channel.select({ ch:case_receive() }, true).default, true)
end

function spec.select_waits_for_whichever_comes_first()
    local a, b = channel.new(), channel.new()
    coroutine.spawn(function() b:send(1) a:send(2) end)
    eq(channel.select({ a:case_receive(), b:case_receive() }).channel == b, true)
    eq(channel.select({ a:case_receive(), b:case_receive() }).channel == a, true)
end

function spec.select_can_send()
    local ch = channel.new(1)
    local result = channel.select { ch:case_send("x") }
    eq(result.value, "x")
    eq(result.ok, true)
    eq(ch:receive(), "x")
end

function spec.a_select_that_lost_a_channel_leaves_no_trace_there()
    local a, b = channel.new(), channel.new(1)
    coroutine.spawn(function() channel.select { a:case_receive(), b:case_receive() } end)
    require("time").sleep("1ms")
    b:send("wakes it")
    require("time").sleep("1ms")
    local sent = false
    coroutine.spawn(function() a:send("for nobody yet") sent = true end)
    require("time").sleep("1ms")
    eq(sent, false)
    eq(a:receive(), "for nobody yet")
end

function spec.select_on_a_closed_channel_is_ready()
    local ch = channel.new()
    ch:close()
    local result = channel.select { ch:case_receive() }
    eq(result.ok, false)
    eq(result.value, nil)
end

function spec.select_refuses_to_send_on_a_closed_channel()
    local ch = channel.new()
    ch:close()
    eq(pcall(channel.select, { ch:case_send(1) }), false)
end

function spec.channels_work_inside_pcall_coroutines_and_iterators()
    local ch = channel.new()
    coroutine.spawn(function() for i = 1, 3 do ch:send(i) end ch:close() end)
    local function values() return function() return (ch:receive()) end end
    local sum = 0
    local co = coroutine.wrap(function()
        local ok = pcall(function() for v in values() do sum = sum + v end end)
        coroutine.yield(ok)
    end)
    eq(co(), true)
    eq(sum, 6)
end

function spec.spawned_coroutines_run_in_the_order_they_were_spawned()
    local log = {}
    for i = 1, 5 do coroutine.spawn(function() log[#log + 1] = i end) end
    eq(#log, 0)
    require("time").sleep(0)
    eq(table.concat(log), "12345")
end

function spec.an_error_in_a_spawned_coroutine_ends_the_process()
    local pid = spawn_monitored([[
        coroutine.spawn(function() error("in a coroutine") end)
        process.inbox():receive()
    ]])
    local event = process.events():receive()
    eq(tostring(event.result.error), "eval:1: in a coroutine")
end

function spec.coroutines_that_wait_only_for_each_other_are_a_deadlock()
    spawn_monitored([[
        local a, b = channel.new(), channel.new()
        coroutine.spawn(function() a:receive() end)
        process.inbox()
        b:receive()
    ]])
    local err = process.events():receive().result.error
    eq(tostring(err), "deadlock: all coroutines blocked with no pending operations (threads=2)")
    eq(err:stack():find("channel.new(0)", 1, true) ~= nil, true, "the stack says what is waited for")
    eq(err:stack():find("eval:4", 1, true) ~= nil, true, "the stack says where: " .. err:stack())
end

function spec.waiting_for_the_inbox_or_a_timer_is_no_deadlock()
    local pid = spawn([[ channel.select { process.inbox():case_receive(), channel.new():case_receive() } ]])
    require("time").sleep("10ms")
    eq(process.monitor(pid), true)
    process.send(pid, "go on")
    eq(process.events():receive().result.error, nil)
end

function spec.coroutine_spawn_gives_a_thread_that_runs_by_itself()
    local got
    local thread = coroutine.spawn(function(...)
        eq(select("#", ...), 2)
        got = coroutine.running()
        process.inbox():receive()
    end, 1, nil)
    eq(type(thread), "thread")
    eq(select(2, coroutine.resume(thread)), "cannot resume a coroutine that runs by itself")
    eq(pcall(coroutine.close, thread), false)
    require("time").sleep("1ms")
    eq(got, thread)
    eq(coroutine.resume(thread), false)
    process.send(process.pid(), "go on")
    require("time").sleep("1ms")
    eq(coroutine.status(thread), "dead")
end

function spec.waiting_for_what_cannot_come_any_more_is_a_deadlock()
    local function ends_so(code)
        spawn_monitored(code)
        local err = process.events():receive().result.error
        eq(tostring(err):find("deadlock", 1, true), 1, code .. ": " .. tostring(err))
    end
    ends_so([[
        local ch = channel.new()
        subscribe("topic", ch)
        coroutine.spawn(function() require("time").sleep("1ms") unsubscribe(ch) end)
        ch:receive()
    ]])
    ends_so([[
        local timer = require("time").timer("1ms")
        timer:channel():receive()
        timer:channel():receive()
    ]])
    ends_so([[
        local future = require("funcs").async("test:eval", "return 1")
        future:response():receive()
        future:response():receive()
    ]])
end

function spec.a_timer_that_another_coroutine_sets_again_is_no_deadlock()
    local time = require("time")
    local timer = time.timer("1ms")
    timer:channel():receive()
    coroutine.spawn(function() time.sleep("1ms") timer:reset("1ms") end)
    eq(select(2, timer:channel():receive()), true)
end
