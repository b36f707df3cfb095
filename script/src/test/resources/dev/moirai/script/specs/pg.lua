
-- pg: process groups

local pg = require("pg")
local MEMBER = [[
    local to, group = ...
    local groups = assert(require("pg").open("app:groups"))
    assert(groups:join(group))
    process.send(to, "joined")
    local got = process.inbox():receive()
    process.send(to, "heard", got:topic(), got:payload() and got:payload():data())
    process.inbox():receive()
]]

local function open() return assert(pg.open("app:groups")) end

local function member(group)
    local pid = spawn(MEMBER, process.pid(), group)
    process.listen("joined"):receive()
    return pid
end

function spec.members_are_those_that_joined_and_have_not_left()
    local groups = open()
    eq(#groups:get_members("room"), 0)
    eq(groups:join("room"), true)
    local other = member("room")
    eq(groups:get_members("room")[1], process.pid())
    eq(groups:get_local_members("room")[2], other)
    eq(groups:leave("room"), true)
    eq(#groups:get_members("room"), 1)
    fails("NotFound", "not a member of group: room", groups:leave("room"))
end

function spec.who_joined_twice_is_a_member_until_it_left_twice()
    local groups = open()
    groups:join({ "a", "b", "a" })
    eq(table.concat(groups:which_groups(), " "), "a b")
    groups:leave("a")
    eq(#groups:get_members("a"), 1)
    groups:leave({ "a", "b" })
    eq(#groups:which_local_groups(), 0)
end

function spec.scopes_have_groups_of_their_own()
    open():join("room")
    eq(#assert(pg.open("app:others")):get_members("room"), 0)
    fails("NotFound", "no pg.scope entry 'app:none'", pg.open("app:none"))
end

function spec.a_broadcast_reaches_every_member()
    local groups = open()
    member("room")
    member("room")
    member("other")
    eq(groups:broadcast("room", "news", "hello"), true)
    local heard = process.listen("heard")
    for _ = 1, 2 do
        local got = heard:receive()
        eq(got[1], "news")
        eq(got[2], "hello")
    end
    eq(groups:broadcast("nobody", "news"), true)
end

function spec.a_member_that_ends_leaves_its_groups()
    local groups = open()
    local pid = member("room")
    local sub, members = groups:monitor("room")
    eq(#members, 1)
    process.terminate(pid)
    local event = sub:channel():receive()
    eq(event.system, "pg")
    eq(event.kind, "member.left")
    eq(event.path, "room")
    eq(event.data.Group, "room")
    eq(event.data.PIDs[1], pid)
    eq(#groups:which_groups(), 0)
end

function spec.events_tell_of_all_groups_and_begin_with_who_is_there()
    local groups = open()
    groups:join("a")
    local sub, snapshot = groups:events()
    eq(snapshot.a[1], process.pid())
    groups:join("b")
    groups:leave("a")
    local first, second = sub:channel():receive(), sub:channel():receive()
    eq(first.kind .. " " .. first.path, "member.joined b")
    eq(second.kind .. " " .. second.path, "member.left a")
    eq(sub:close(), true)
    groups:join("c")
    eq(select(2, sub:channel():receive()), false)
end

function spec.a_released_instance_has_left_everything_and_does_nothing_more()
    local groups, other = open(), open()
    groups:join({ "a", "b" })
    other:join("a")
    eq(groups:release(), true)
    eq(groups:release(), true)
    eq(table.concat(other:which_groups(), " "), "a")
    fails("Invalid", "pg instance is released", groups:join("a"))
end

function spec.names_are_checked()
    local groups = open()
    fails("Invalid", "group name is required", groups:join(""))
    fails("Invalid", "group name is required", groups:get_members())
    fails("Invalid", "groups table must not be empty", groups:join({}))
    fails("Invalid", "cannot send to @ topics", groups:broadcast("a", "@x"))
end

function spec.membership_outlives_an_upgrade()
    local pid = spawn([[
        require("pg").open("app:groups"):join("room")
        process.send(..., "joined")
        process.inbox():receive()
        process.upgrade(nil, "process.inbox():receive() process.send(..., 'new') process.inbox():receive()", ...)
    ]], process.pid())
    process.listen("joined"):receive()
    local groups = open()
    groups:broadcast("room", "upgrade")
    groups:broadcast("room", "go")
    process.listen("new"):receive()
    eq(groups:get_members("room")[1], pid)
end
