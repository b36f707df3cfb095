local env = require("env")

function spec.a_variable_is_found_by_its_name_or_the_id_of_its_entry()
    eq(env.get("LOG_LEVEL"), "info")
    eq(env.get("app:level"), "info")
    eq(env.get("REGION"), "eu")
end

function spec.the_environment_of_the_system_is_visible_only_where_declared()
    eq(type(env.get("PATH")), "string")
    fails("NotFound", "there is no variable 'HOME'", env.get("HOME"))
    fails("NotFound", "has no value", env.get("MOIRAI_NO_SUCH_VARIABLE"))
    fails("Invalid", "must not be empty", env.get(""))
    fails("PermissionDenied", "cannot be changed", env.set("PATH", "x"))
end

function spec.a_value_that_is_set_is_seen_by_other_processes()
    eq(env.set("LOG_LEVEL", "debug"), true)
    spawn_monitored("assert(require('env').get('LOG_LEVEL') == 'debug')")
    eq(process.events():receive().result.error, nil)
end

function spec.read_only_variables_and_storages_cannot_be_changed()
    fails("PermissionDenied", "is read-only", env.set("SECRET", "x"))
    fails("PermissionDenied", "a static storage", env.set("REGION", "x"))
    fails("NotFound", "there is no variable", env.set("HOME", "x"))
    eq(env.get("SECRET"), "1234")
    fails("Invalid", "at most", env.set("LOG_LEVEL", string.rep("x", 100000)))
end

function spec.a_router_asks_its_storages_in_order_and_sets_in_the_first()
    eq(env.get("BOTH"), "static")
    eq(env.set("BOTH", "mine"), true)
    eq(env.get("BOTH"), "mine")
end

function spec.get_all_tells_what_has_a_value()
    local all = env.get_all()
    eq(all.LOG_LEVEL, "info")
    eq(all.REGION, "eu")
    eq(all.HOME, nil)
    eq(all.MOIRAI_NO_SUCH_VARIABLE, nil)
end

function spec.values_in_a_file_are_written_at_once()
    fails("NotFound", "has no value", env.get("TOKEN"))
    eq(env.set("TOKEN", 'a "quoted"\nvalue # here'), true)
    eq(env.get("TOKEN"), 'a "quoted"\nvalue # here')
end
