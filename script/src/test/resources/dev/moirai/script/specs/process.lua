
-- identity

function spec.a_pid_is_a_text_that_names_host_and_number()
    eq(process.pid():match("^{app:processes|0x%x+}$") ~= nil, true, process.pid())
    eq(process.id(), "test:spec")
end

-- send

function spec.messages_of_one_sender_arrive_in_order()
    local me = process.pid()
    spawn([[ local to = ... for i = 1, 100 do process.send(to, "n", i) end ]], me)
    local inbox = process.inbox()
    for i = 1, 100 do eq(inbox:receive():payload():data(), i) end
end

function spec.a_message_to_oneself_arrives()
    process.send(process.pid(), "note", "to me")
    local msg = process.inbox():receive()
    eq(msg:topic(), "note")
    eq(msg:from(), process.pid())
    eq(msg:payload():data(), "to me")
    eq(tostring(msg), "process.Message{topic=note}")
end

function spec.a_message_has_no_one_or_many_values()
    process.send(process.pid(), "none")
    process.send(process.pid(), "two", 1, "b")
    local inbox = process.inbox()
    eq(inbox:receive():payload(), nil)
    local payload = inbox:receive():payload()
    eq(payload[1]:data(), 1)
    eq(payload[2]:data(), "b")
end

function spec.send_says_what_is_wrong()
    fails("Invalid", "send requires at least destination and topic arguments", process.send("x"))
    fails("Invalid", "cannot send to @ topics", process.send(process.pid(), "@pid"))
    fails("NotFound", "could not resolve 'nobody' as PID or registered name", process.send("nobody", "t"))
    fails("NotFound", "not found", process.send("{app:processes|0xfffff}", "t"))
end

function spec.a_pid_is_valid_with_its_own_host_and_node_only()
    local number = process.pid():match("|(.*)}$")
    eq(process.send("{app:processes|" .. number .. "}", "t"), true)
    local ok, err = process.terminate("{app:other|" .. number .. "}")
    fails("NotFound", "host not found", ok, err)
    eq(err:details().host_id, "app:other")
    fails("NotFound", "node not found", process.terminate("{elsewhere@app:processes|" .. number .. "}"))
    local details = select(2, process.spawn("test:eval", "app:other")):details()
    eq(details.host_id, "app:other")
end

function spec.sending_to_the_dead_fails_by_the_time_their_end_is_told()
    local pid = spawn_monitored("")
    process.events():receive()
    fails("NotFound", "process not found", process.send(pid, "t"))
end

function spec.messages_wait_until_someone_takes_them()
    process.send(process.pid(), "early", 1)
    process.send(process.pid(), "topic", 2)
    require("time").sleep("1ms")
    eq((process.listen("topic"):receive()), 2)
    eq(process.inbox():receive():payload():data(), 1)
end

function spec.listen_gives_what_was_sent_and_the_same_channel_each_time()
    local ch = process.listen("t")
    eq(ch == process.listen("t"), true)
    eq(process.inbox() == process.inbox(), true)
    eq(process.events() == process.events(), true)
    process.send(process.pid(), "t", { request_id = 7 })
    process.send(process.pid(), "t")
    local value = ch:receive()
    eq(value.request_id, 7)
    eq(value.from, nil)
    local nothing, ok = ch:receive()
    eq(nothing, nil)
    eq(ok, true)
end

function spec.listen_can_give_message_objects()
    local ch = process.listen("t", { message = true })
    process.send(process.pid(), "t", 1)
    eq(ch:receive():topic(), "t")
end

function spec.listen_refuses_empty_and_internal_topics()
    fails("Invalid", "topic cannot be empty", process.listen(""))
    fails("Invalid", "cannot listen to @ topics", process.listen("@x"))
end

function spec.after_unlisten_messages_of_the_topic_go_to_the_inbox()
    local ch = process.listen("t")
    eq(process.unlisten(ch), true)
    eq(select(2, ch:receive()), false)
    process.send(process.pid(), "t", 1)
    eq(process.inbox():receive():topic(), "t")
    eq(process.unlisten(ch), false)
end

function spec.a_select_with_default_sees_waiting_messages()
    process.send(process.pid(), "t", 1)
    require("time").sleep("1ms")
    eq(channel.select({ process.inbox():case_receive(), default = true }).value:payload():data(), 1)
end

function spec.a_select_with_default_sees_what_was_sent_just_before()
    local inbox, events = process.inbox(), process.events()
    process.send(process.pid(), "note", 1)
    process.cancel(process.pid(), "why")
    eq(channel.select({ inbox:case_receive(), default = true }).value:topic(), "note")
    eq(channel.select({ events:case_receive() }, true).value.reason, "why")
    eq(channel.select({ inbox:case_receive(), events:case_receive(), default = true }).default, true)
end

function spec.options_of_listen_are_checked()
    fails("Invalid", "message must be a boolean", process.listen("t", { message = 5 }))
    fails("Invalid", "option mesage is not supported", process.listen("t", { mesage = true }))
end

function spec.a_backlog_of_other_topics_does_not_hide_a_message()
    for i = 1, 50 do process.send(process.pid(), "noise", i) end
    process.send(process.pid(), "wanted", "here")
    process.inbox()
    eq((process.listen("wanted"):receive()), "here")
    for i = 1, 50 do eq(process.inbox():receive():payload():data(), i) end
end

-- links and monitors

function spec.monitor_of_a_dead_process_is_refused()
    local pid = spawn_monitored("")
    process.events():receive()
    fails("NotFound", "pid not registered", process.monitor(pid))
    fails("NotFound", "pid not registered", process.link(pid))
end

function spec.a_second_monitor_is_refused_and_only_one_exit_comes()
    local pid = spawn("process.inbox():receive()")
    eq(process.monitor(pid), true)
    fails("AlreadyExists", "already monitoring pid", process.monitor(pid))
    process.send(pid, "go")
    eq(process.events():receive().from, pid)
    eq(channel.select({ process.events():case_receive(), default = true }).default, true)
end

function spec.unmonitor_and_unlink_can_be_repeated()
    local pid = spawn("process.inbox():receive()")
    for _ = 1, 2 do
        eq(process.unmonitor(pid), true)
        eq(process.unlink(pid), true)
    end
    eq(process.link(pid), true)
    eq(process.link(pid), true)
    eq(process.unlink(pid), true)
    process.terminate(pid)
    require("time").sleep("5ms")
end

function spec.ties_to_oneself_do_nothing()
    eq(process.monitor(process.pid()), true)
    eq(process.link(process.pid()), true)
end

function spec.exit_comes_before_link_down()
    process.set_options({ trap_links = true })
    local pid = process.spawn_linked_monitored("test:eval", HOST, "error('x')")
    local first, second = process.events():receive(), process.events():receive()
    eq(first.kind, process.event.EXIT)
    eq(second.kind, process.event.LINK_DOWN)
    eq(first.from, pid)
    eq(second.from, pid)
    eq(type(first.at), "number")
    eq(tostring(second.result.error), "eval:1: x")
end

function spec.a_normal_end_is_not_told_to_links()
    process.set_options({ trap_links = true })
    process.spawn_linked_monitored("test:eval", HOST, "return 42")
    eq(process.events():receive().result.value, 42)
    eq(channel.select({ process.events():case_receive(), default = true }).default, true)
    require("time").sleep("5ms")
    eq(channel.select({ process.events():case_receive(), default = true }).default, true)
end

function spec.how_a_process_ends()
    local function ends(code)
        spawn_monitored(code)
        local event = process.events():receive()
        eq(event.kind, process.event.EXIT)
        return event.result.value, event.result.error
    end
    local function normal(code, wanted)
        local value, err = ends(code)
        eq(value, wanted, code)
        eq(err, nil, code)
    end
    local function failure(code, text, retryable)
        local value, err = ends(code)
        eq(value, nil, code)
        eq(tostring(err), text, code)
        eq(err:kind(), "Internal", code)
        eq(err:retryable(), retryable, code)
    end
    normal("", nil)
    normal("return 'v'", "v")
    normal("return 'v', nil", "v")
    normal("return 1, 2", 1)
    normal("return 1, {}", 1)
    normal("return 1, false", 1)
    failure("return nil, 'msg'", "msg", false)
    failure("return false, 'msg'", "msg", false)
    failure("error('boom')", "eval:1: boom", nil)
    failure("error('boom', 0)", "boom", nil)
    failure("local x = nil; x.y = 1", "eval:1: attempt to index a nil value (local 'x')", nil)
    failure("process.terminate(process.pid()) process.inbox():receive()", "process terminated", nil)
    local value, err = ends([[return nil, errors.new{message = "m", kind = "Custom", retryable = true, details = {a = 1}}]])
    eq(tostring(err), "m")
    eq(err:kind(), "Custom")
    eq(err:retryable(), true)
    eq(err:details().a, 1)
end

function spec.a_table_that_a_process_returns_is_copied()
    spawn_monitored("return { list = { 1, 2, 3 }, name = 'x' }")
    local value = process.events():receive().result.value
    eq(#value.list, 3)
    eq(value.name, "x")
end

function spec.when_main_returns_other_coroutines_are_discarded()
    local pid = spawn_monitored([[
        coroutine.spawn(function() process.inbox():receive() end)
        return "done"
    ]])
    eq(process.events():receive().result.value, "done")
end

-- cancel and terminate

function spec.a_cancel_tells_its_sender_reason_and_deadline()
    local pid = spawn_monitored("local e = process.events():receive() return e")
    process.cancel(pid, "1h30m", "because")
    local event = process.events():receive().result.value
    eq(event.kind, process.event.CANCEL)
    eq(event.from, process.pid())
    eq(event.reason, "because")
    eq(math.floor(event.deadline - event.at + 0.5), 5400)
end

function spec.a_cancel_without_deadline_is_only_asked()
    local pid = spawn_monitored("local e = process.events():receive() return e")
    process.cancel(pid, "please")
    local event = process.events():receive().result.value
    eq(event.reason, "please")
    eq(event.deadline, nil)
end

function spec.a_number_is_a_deadline_in_milliseconds()
    local pid = spawn_monitored("require('time').sleep('1h')")
    process.cancel(pid, 20)
    local err = process.events():receive().result.error
    eq(tostring(err), "process cancelled: deadline exceeded")
    eq(err:kind(), "Timeout")
end

function spec.a_cancel_sent_before_the_child_listens_is_not_lost()
    local pid = spawn_monitored("require('time').sleep('1ms') return process.events():receive().kind")
    process.cancel(pid)
    eq(process.events():receive().result.value, "pid.cancel")
end

function spec.terminate_ends_an_endless_loop_and_pcall_cannot_catch_it()
    local pid = spawn_monitored("while true do pcall(function() while true do end end) end")
    eq(process.terminate(pid), true)
    eq(tostring(process.events():receive().result.error), "process terminated")
end

function spec.an_endless_loop_does_not_stop_others()
    local busy = {}
    for i = 1, 4 do busy[i] = spawn("while true do end") end
    spawn_monitored("return 'still here'")
    eq(process.events():receive().result.value, "still here")
    for _, pid in ipairs(busy) do process.terminate(pid) end
end

function spec.cancel_and_terminate_of_the_dead_fail()
    local pid = spawn_monitored("")
    process.events():receive()
    fails("NotFound", "process not found", process.cancel(pid, "1s"))
    fails("NotFound", "process not found", process.terminate(pid))
    fails("Invalid", "cancel requires a destination argument", process.cancel())
end

-- spawn

function spec.spawn_says_what_is_wrong()
    fails("Invalid", "spawn requires at least id and host arguments", process.spawn("test:eval"))
    fails("NotFound", "factory not found", process.spawn("no:such", HOST))
    fails("NotFound", "host not found", process.spawn("test:eval", "no:host"))
    fails("Unavailable", "host is not running", process.spawn("test:eval", "app:stopped"))
end

function spec.arguments_reach_the_main_function_as_copies()
    local t = { 1, 2 }
    spawn_monitored("local t, s, n = ... t[1] = 'changed' return { t[1], s, n == nil, select('#', ...) }", t, "s", nil)
    local value = process.events():receive().result.value
    eq(table.concat({ value[1], value[2], tostring(value[3]), value[4] }, " "), "changed s true 3")
    eq(t[1], 1)
end

function spec.exec_returns_what_the_process_returns()
    eq(process.exec("test:eval", HOST, "return ... + 1", 41), 42)
    local value, err = process.exec("test:eval", HOST, "error('no')")
    eq(value, nil)
    eq(tostring(err), "eval:1: no")
    fails("Invalid", "invalid process ID format", process.exec("x", HOST))
    fails("Invalid", "exec requires id and host arguments", process.exec("x"))
end

function spec.exec_works_in_several_coroutines_at_once()
    local results = channel.new(3)
    for i = 1, 3 do
        coroutine.spawn(function() results:send(process.exec("test:eval", HOST, "return ...", i)) end)
    end
    local sum = 0
    for _ = 1, 3 do sum = sum + results:receive() end
    eq(sum, 6)
    eq(channel.select({ process.events():case_receive(), default = true }).default, true)
end

-- options

function spec.options_are_checked()
    eq(process.get_options().trap_links, false)
    eq(process.set_options({ trap_links = true }), true)
    eq(process.get_options().trap_links, true)
    local ok, err = process.set_options("x")
    eq(ok, false)
    eq(tostring(err), "options parameter must be a table")
    eq(tostring(select(2, process.set_options({ trap_links = 1 }))), "trap_links must be a boolean")
    eq(tostring(select(2, process.set_options({ other = 1 }))), "option other is not supported")
end

-- names

function spec.a_name_is_found_and_given_back_when_its_process_ends()
    local pid = spawn_monitored([[
        process.registry.register("worker")
        process.send(..., "ready")
        process.inbox():receive()
    ]], process.pid())
    process.inbox():receive()
    eq(process.registry.lookup("worker"), pid)
    fails("AlreadyExists", "name already registered", process.registry.register("worker"))
    eq(process.send("worker", "end"), true)
    process.events():receive()
    fails("NotFound", "name not registered", process.registry.lookup("worker"))
    eq(process.registry.register("worker"), true)
    eq(process.registry.register("worker"), true)
    eq(process.registry.unregister("worker"), true)
    eq(process.registry.unregister("worker"), false)
end

function spec.a_name_can_be_given_to_another_and_taken_away()
    local pid = spawn("process.inbox():receive()")
    eq(process.registry.register("worker", pid), true)
    eq(process.registry.register("worker", pid), true)
    eq(process.registry.lookup("worker"), pid)
    fails("AlreadyExists", "name already registered", process.registry.register("worker"))
    eq(process.registry.unregister("worker"), true)
    eq(process.registry.unregister("worker"), false)
    eq(process.registry.register("first", process.registry.LOCAL, pid), true)
    process.monitor(pid)
    process.terminate(pid)
    process.events():receive()
    fails("NotFound", "name not registered", process.registry.lookup("first"))
    fails("NotFound", "process not found", process.registry.register("late", pid))
    fails("NotFound", "name not registered", process.registry.lookup("late"))
end

function spec.names_that_cannot_be_and_names_of_other_nodes_are_refused()
    fails("Invalid", "name cannot be empty", process.registry.register(""))
    fails("Invalid", "name cannot look like a pid", process.registry.register("{app:processes|0x00001}"))
    fails("Invalid", "invalid pid", process.registry.register("x", "nonsense"))
    fails("Internal", "global registry not available", process.registry.register("x", nil, process.registry.STRONG))
    fails("Internal", "eventual registry not available", process.registry.register("x", process.registry.EVENTUAL))
end

-- isolation

function spec.cycles_shared_tables_and_metatables_survive_the_journey()
    local shared = { 1 }
    local t = { a = shared, b = shared }
    t.self = t
    setmetatable(t, { __name = "Thing" })
    process.send(process.pid(), "t", t)
    local copy = process.listen("t"):receive()
    eq(copy ~= t, true)
    eq(copy.self == copy, true)
    eq(copy.a == copy.b, true)
    eq(getmetatable(copy).__name, "Thing")
    copy.a[1] = 2
    eq(shared[1], 1)
end

function spec.deep_tables_can_be_sent()
    local t = {}
    local inner = t
    for i = 1, 50000 do inner.next = {} inner = inner.next end
    process.send(process.pid(), "t", t)
    local depth, copy = 0, process.listen("t"):receive()
    while copy.next do depth = depth + 1 copy = copy.next end
    eq(depth, 50000)
end

function spec.numbers_stay_what_they_are()
    process.send(process.pid(), "t", { 1, 1.0, math.huge, 0 / 0, -0.0, math.mininteger, "\0\255" })
    local t = process.listen("t"):receive()
    eq(math.type(t[1]), "integer")
    eq(math.type(t[2]), "float")
    eq(t[3], math.huge)
    eq(t[4] ~= t[4], true)
    eq(1 / t[5], -math.huge)
    eq(t[6], math.mininteger)
    eq(t[7], "\0\255")
end

function spec.functions_threads_and_channels_cannot_be_sent()
    for _, value in ipairs { print, coroutine.create(print), channel.new(), process.inbox() } do
        fails("Invalid", "cannot send a", process.send(process.pid(), "t", value))
    end
    local _, err = process.send(process.pid(), "t", 1, { list = { 1, { f = function() end } } })
    eq(tostring(err), "cannot send a function to another process (in value 2.list.2.f);"
        .. " send plain values: nil, booleans, numbers, strings, tables")
    fails("Invalid", "cannot send a function", process.spawn("test:eval", HOST, print))
end

function spec.errors_and_payloads_can_be_sent()
    local e = errors.new { message = "m", kind = "NotFound", details = { x = 1 } }
    process.send(process.pid(), "t", e)
    local copy = process.listen("t"):receive()
    eq(copy:kind(), "NotFound")
    eq(copy:details().x, 1)
    process.send(process.pid(), "inbox", { v = 1 })
    local payload = process.inbox():receive():payload()
    process.send(process.pid(), "t", payload)
    eq(process.listen("t"):receive().v, 1)
end

function spec.the_module_tables_cannot_be_changed()
    eq(pcall(function() process.send = nil end), false)
    eq(pcall(function() process.event.EXIT = 1 end), false)
end

function spec.an_undeclared_module_is_not_found()
    local ok, err = pcall(require, "no_such_module")
    eq(ok, false)
    eq(tostring(err):find("module 'no_such_module' not found", 1, true) ~= nil, true)
    eq(require("process") == process, true)
end

function spec.tables_of_the_language_can_be_required()
    for _, name in ipairs({ "string", "table", "math", "utf8", "coroutine", "os" }) do
        eq(require(name) == _G[name], true, name)
    end
    eq(unpack == table.unpack, true)
end
