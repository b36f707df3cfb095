
function spec.only_the_process_on_the_terminal_can_use_it()
    local io = require("io")
    fails("Unavailable", "no terminal context", io.print("x"))
    fails("Unavailable", "no terminal context", io.readline())
    fails("Unavailable", "no terminal context", io.args())
    eq(os.platform, "moirai")
end
