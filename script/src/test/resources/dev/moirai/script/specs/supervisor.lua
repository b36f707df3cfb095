
-- supervisor: OTP's supervisors over Lua processes

local supervisor = require("supervisor")
local WORKER = [[
    local to, name = ...
    process.send(to, "up", name, process.pid())
    local events, inbox = process.events(), process.inbox()
    while true do
        local got = channel.select { events:case_receive(), inbox:case_receive() }
        if got.channel == events then return name end
        if got.value:topic() == "fail" then error("told to fail") end
        return "told to end"
    end
]]

local function worker(name, more)
    local child = { id = name, process = "test:eval", input = { WORKER, process.pid(), name } }
    for key, value in pairs(more or {}) do child[key] = value end
    return child
end

local function up()
    local payload = process.inbox():receive():payload()
    return payload[1]:data(), payload[2]:data()
end

-- the names of so many that came up, sorted: a child is ready before its first words are sent
local function all_up(count)
    local names = {}
    for i = 1, count do names[i] = up() end
    table.sort(names)
    return table.concat(names, " ")
end

function spec.start_link_starts_the_children_in_order_and_answers_when_all_are_ready()
    local sup = assert(supervisor.start_link { children = { worker("a"), worker("b") } })
    eq(sup:match("^{.*|0x%x+}$") ~= nil, true, sup)
    eq(all_up(2), "a b")
    local counts = assert(supervisor.count_children(sup))
    eq(counts.specs, 2) eq(counts.active, 2) eq(counts.supervisors, 0) eq(counts.workers, 2)
    local children = assert(supervisor.which_children(sup))
    eq(#children, 2)
    eq(children[1].id, "b")
    eq(children[2].id, "a")
    eq(children[1].state, "running") eq(children[1].type, "worker") eq(children[1].restart, "permanent")
    eq(children[1].pid ~= nil, true)
end

function spec.a_failed_child_is_started_again()
    local sup = assert(supervisor.start_link { strategy = "one_for_one", children = { worker("a"), worker("b") } })
    all_up(2)
    local first = supervisor.which_children(sup)[2].pid
    process.send(first, "fail")
    local name, second = up()
    eq(name, "a")
    eq(first ~= second, true)
    eq(supervisor.which_children(sup)[2].restarts, 1)
end

function spec.rest_for_one_restarts_those_after_the_failed_one()
    assert(supervisor.start_link { strategy = "rest_for_one", children = { worker("a"), worker("b"), worker("c") } })
    local pids = {}
    for _ = 1, 3 do
        local name, pid = up()
        pids[name] = pid
    end
    process.send(pids.b, "fail")
    eq(all_up(2), "b c")
end

function spec.too_many_restarts_end_the_supervisor_and_its_linked_starter()
    local child = spawn_monitored([[
        local code = ...
        local sup = assert(require("supervisor").start_link {
            intensity = 1, period = "5s",
            children = { { id = "x", process = "test:eval", input = { code } } } })
        process.inbox():receive()
    ]], [[ require("time").sleep("10ms") error("always") ]])
    local event = process.events():receive()
    eq(event.from, child)
    eq(tostring(event.result.error), "linked process failed")
end

function spec.a_child_that_does_not_start_is_an_answer_and_not_the_end_of_the_caller()
    local sup, err = supervisor.start_link { children = { worker("a"), { id = "bad", process = "test:broken" } } }
    fails("NotFound", "factory not found", sup, err)
    eq((process.inbox():case_receive() ~= nil), true)
end

function spec.start_child_answers_as_otp_does()
    local sup = assert(supervisor.start_link {})
    local pid = assert(supervisor.start_child(sup, worker("a")))
    local _, told = up()
    eq(pid, told)
    local _, err = supervisor.start_child(sup, worker("a"))
    fails("AlreadyExists", "already_started: " .. pid, nil, err)
    eq(err:details().pid, pid)
    eq(supervisor.terminate_child(sup, "a"), true)
    fails("AlreadyExists", "already_present", supervisor.start_child(sup, worker("a")))
    local again = assert(supervisor.restart_child(sup, "a"))
    up()
    fails("Conflict", "running: " .. again, supervisor.restart_child(sup, "a"))
    fails("Conflict", "running", supervisor.delete_child(sup, "a"))
    eq(supervisor.terminate_child(sup, "a"), true)
    eq(supervisor.which_children(sup)[1].state, "down")
    eq(supervisor.which_children(sup)[1].pid, nil)
    eq(supervisor.delete_child(sup, "a"), true)
    eq(#supervisor.which_children(sup), 0)
    fails("NotFound", "not_found", supervisor.restart_child(sup, "a"))
    fails("NotFound", "not_found", supervisor.terminate_child(sup, "a"))
    fails("NotFound", "not_found", supervisor.delete_child(sup, "a"))
end

function spec.children_stop_in_reverse_order_when_the_supervisor_stops()
    local sup = assert(supervisor.start_link { children = { worker("a"), worker("b") } })
    all_up(2)
    local children = supervisor.which_children(sup)
    local b, a = children[1].pid, children[2].pid
    process.monitor(a)
    process.monitor(b)
    eq(supervisor.stop(sup), true)
    eq(process.events():receive().from, b)
    eq(process.events():receive().from, a)
    fails("NotFound", "noproc", supervisor.which_children(sup))
end

function spec.transient_and_temporary_children_stay_down_after_a_normal_end()
    local sup = assert(supervisor.start_link {
        children = { worker("t", { restart = "transient" }), worker("x", { restart = "temporary" }) } })
    all_up(2)
    local running = supervisor.which_children(sup)
    local x, t = running[1].pid, running[2].pid
    process.monitor(t)
    process.monitor(x)
    process.send(t, "end")
    process.send(x, "end")
    process.events():receive()
    process.events():receive()
    require("time").sleep("1ms")
    local children = supervisor.which_children(sup)
    eq(#children, 1)
    eq(children[1].state, "down")
end

function spec.a_significant_child_ends_its_supervisor()
    local sup = assert(supervisor.start_link {
        auto_shutdown = "any_significant",
        children = { worker("a"), worker("s", { restart = "transient", significant = true }) } })
    process.set_options { trap_links = true }
    all_up(2)
    local s = supervisor.which_children(sup)[1].pid
    process.monitor(sup)
    process.send(s, "end")
    eq(process.events():receive().from, sup)
end

function spec.supervisors_can_be_children()
    local sup = assert(supervisor.start_link {
        children = { { id = "below", strategy = "one_for_all", children = { worker("a"), worker("b") } } } })
    up()
    up()
    local child = supervisor.which_children(sup)[1]
    eq(child.type, "supervisor")
    eq(#supervisor.which_children(child.pid), 2)
end

function spec.a_supervisor_has_a_name()
    local sup = assert(supervisor.start_link { name = "tree" })
    eq(process.registry.lookup("tree"), sup)
    fails("AlreadyExists", "already_started: " .. sup, supervisor.start_link { name = "tree" })
    eq(#assert(supervisor.which_children("tree")), 0)
end

function spec.what_is_wrong_with_a_description_is_said()
    fails("Invalid", "strategy must be one of one_for_one, one_for_all, rest_for_one", supervisor.start_link { strategy = "two" })
    fails("Invalid", "missing_start", supervisor.start_link { children = { { id = "a" } } })
    fails("Invalid", "duplicate_child_name", supervisor.start_link { children = { worker("a"), worker("a") } })
    fails("Invalid", "has no field strateg", supervisor.start_link { strateg = "one_for_one" })
    fails("Invalid", "bad_combination", supervisor.start_link { children = { worker("a", { restart = "transient", significant = true }) } })
    fails("NotFound", "could not resolve 'nobody'", supervisor.which_children("nobody"))
end

function spec.a_process_that_is_no_supervisor_says_so()
    fails("Invalid", "answers no such question", supervisor.which_children(spawn("process.inbox():receive()")))
end

function spec.a_dynamic_supervisor_has_children_without_ids()
    local sup = assert(supervisor.start_dynamic_link { max_children = 2 })
    local first = assert(supervisor.start_child(sup, worker("w")))
    assert(supervisor.start_child(sup, worker("w")))
    fails("RateLimited", "max_children", supervisor.start_child(sup, worker("w")))
    eq(supervisor.count_children(sup).active, 2)
    eq(supervisor.terminate_child(sup, first), true)
    eq(supervisor.count_children(sup).active, 1)
end

function spec.a_task_gives_its_result_as_a_future()
    local sup = assert(supervisor.start_dynamic_link())
    local future = assert(supervisor.async(sup, "test:eval", "return ... + 1", 41))
    eq(future:response():receive():data(), 42)
    eq(future:is_complete(), true)
end

function spec.a_task_that_fails_takes_a_linked_caller_along_but_not_an_unlinked_one()
    local sup = assert(supervisor.start_dynamic_link())
    local future = assert(supervisor.async_nolink(sup, "test:eval", "error('task')"))
    eq(tostring(future:response():receive()), "eval:1: task")
    process.set_options { trap_links = true }
    local linked = assert(supervisor.async(sup, "test:eval", "error('task')"))
    eq(tostring(linked:response():receive()), "eval:1: task")
    eq(process.events():receive().kind, process.event.LINK_DOWN)
end

function spec.the_end_of_its_starter_ends_a_supervisor_and_its_children()
    local child = spawn_monitored([[
        local code, to = ...
        local sup = assert(require("supervisor").start_link {
            children = { { id = "x", process = "test:eval", input = { code, to, "x" } } } })
        process.send(to, "sup", sup)
    ]], WORKER, process.pid())
    local sup = process.listen("sup"):receive()
    local _, x = up()
    process.events():receive()
    require("time").sleep("5ms")
    fails("NotFound", "not", process.send(x, "t"))
    fails("NotFound", "noproc", supervisor.which_children(sup))
end

function spec.stop_leaves_processes_alone_that_are_no_supervisors()
    local pid = spawn("process.inbox():receive()")
    fails("Invalid", "answers no such question", require("supervisor").stop(pid))
    eq(process.monitor(pid), true)
end

function spec.a_link_hears_why_a_supervisor_gave_up_or_ended()
    process.set_options({ trap_links = true })
    local function ends(options)
        options.children = { worker("a", { restart = "transient", significant = options.auto_shutdown ~= nil }) }
        local sup = assert(supervisor.start_link(options))
        process.monitor(sup)
        up()
        if options.auto_shutdown then
            process.cancel(supervisor.which_children(sup)[1].pid)
        else
            process.terminate(supervisor.which_children(sup)[1].pid)
        end
        local exit, down = process.events():receive(), process.events():receive()
        eq(exit.kind, process.event.EXIT)
        eq(down.kind, process.event.LINK_DOWN)
        return exit.result.error, down.result.error
    end
    local exit, down = ends({ intensity = 0 })
    eq(tostring(exit):find("reached_max_restart_intensity", 1, true) ~= nil, true, exit)
    eq(tostring(down), tostring(exit))
    exit, down = ends({ auto_shutdown = "any_significant" })
    eq(exit, nil)
    eq(tostring(down), "shutdown")
end

function spec.whom_nobody_knows_is_no_supervisor()
    fails("NotFound", "noproc: there is no supervisor 'nobody'", supervisor.which_children("nobody"))
end
