
-- process.upgrade: test:eval(code, ...) begins anew with other code

function spec.an_upgrade_keeps_pid_names_links_monitors_and_mailbox()
    local me = process.pid()
    process.set_options({ trap_links = true })
    local child = assert(process.spawn_linked_monitored("test:eval", HOST, [[
        process.registry.register("renewed")
        process.inbox():receive()
        process.upgrade(nil, [=[
            local to, kept = ...
            assert(kept == "kept" and process.registry.lookup("renewed") == process.pid())
            process.send(to, "pid", process.pid(), process.inbox():receive():topic())
            error("end")
        ]=], ..., "kept")
    ]], me))
    process.send(child, "go")
    process.send(child, "waiting")
    local got = process.inbox():receive():payload()
    eq(got[1]:data(), child)
    eq(got[2]:data(), "waiting")
    eq(process.events():receive().kind, process.event.EXIT)
    eq(process.events():receive().kind, process.event.LINK_DOWN)
end

function spec.a_new_version_that_fails_before_it_waits_is_rolled_back()
    local me, kept = process.pid(), "state"
    process.send(me, "a")
    local ok, err = process.upgrade("test:eval", "error('broken')")
    fails("Internal", "eval:1: broken", ok, err)
    fails("Internal", "not lua", process.upgrade("test:eval", "return nil, 'not lua'"))
    fails("NotFound", "test:nothing", process.upgrade("test:nothing"))
    eq(kept, "state")
    eq(process.inbox():receive():topic(), "a")
end

function spec.a_version_that_took_a_message_is_not_rolled_back()
    local child = spawn_monitored([[
        process.inbox():receive()
        process.upgrade(nil, "process.inbox():receive() error('later')")
    ]])
    process.send(child, "one")
    process.send(child, "two")
    eq(tostring(process.events():receive().result.error), "eval:1: later")
end

function spec.after_a_rollback_waits_of_the_old_code_go_on()
    local time = require("time")
    local done = channel.new()
    coroutine.spawn(function() time.sleep("5ms") done:send("slept") end)
    coroutine.spawn(function() done:send(process.listen("topic"):receive()) end)
    time.sleep("1ms")
    fails("Internal", "no", process.upgrade("test:eval", "local t = require('time') error('no')"))
    process.send(process.pid(), "topic", "heard")
    local got = {}
    got[done:receive()] = true
    got[done:receive()] = true
    eq(got.slept and got.heard, true)
end

function spec.what_a_coroutine_was_handed_but_did_not_see_goes_to_the_new_version()
    local child = spawn_monitored([[
        local inbox = process.inbox()
        coroutine.spawn(function() inbox:receive() error("seen by the old one") end)
        local go = process.listen("go")
        go:receive()
        process.upgrade(nil, [=[
            local inbox = process.inbox()
            for i = 1, 3 do assert(inbox:receive():payload():data() == i) end
            return "all"
        ]=])
    ]])
    require("time").sleep("1ms")
    process.send(child, "go")
    for i = 1, 3 do process.send(child, "n", i) end
    local result = process.events():receive().result
    -- the coroutine may have had its turn before the upgrade, which is fine too
    if result.value ~= "all" then eq(tostring(result.error):find("seen by the old one", 1, true) ~= nil, true, tostring(result.error)) end
end

function spec.options_stay_and_upgradable_is_one()
    eq(process.get_options().upgradable, false)
    eq(process.set_options({ upgradable = true, trap_links = true }), true)
    eq(process.get_options().upgradable, true)
    local _, err = process.set_options({ upgradable = 1 })
    eq(tostring(err), "upgradable must be a boolean")
end

function spec.a_process_can_upgrade_over_and_over()
    local child = spawn_monitored([[
        local code, n = ...
        code = code
        if n == 0 then return "done" end
        process.upgrade(nil, code, code, n - 1)
    ]], [[
        local code, n = ...
        if n == 0 then return "done" end
        process.upgrade(nil, code, code, n - 1)
    ]], 50)
    eq(process.events():receive().result.value, "done")
end
