-- The jobs; each is an entry of its own.
return {
    heartbeat = function()
        print("heartbeat")
    end,
    cleanup = function()
        error("there is nothing to clean up")
    end,
    -- Tells `argument`, a process, that it was called.
    note = function(argument)
        process.send(argument, "called")
    end,
}
