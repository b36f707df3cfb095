local funcs = require("funcs")

function spec.a_call_returns_the_first_value_or_the_error()
    eq(funcs.call("test:eval", "return ... * 2", 21), 42)
    local value, err = funcs.call("test:eval", "error('no')")
    eq(value, nil)
    eq(tostring(err), "eval:1: no")
    local _, err2 = funcs.call("test:eval", "return nil, errors.new{message='m', kind='NotFound', retryable=true}")
    eq(err2:kind(), "NotFound")
    eq(err2:retryable(), true)
end

function spec.a_call_says_what_is_wrong()
    fails("Invalid", "function ID required", funcs.call(""))
    fails("Invalid", "namespace required in function ID", funcs.call("x"))
    fails("Invalid", "name required in function ID", funcs.call("x:"))
    fails("NotFound", "no:such", funcs.call("no:such"))
end

function spec.a_function_is_a_process_of_its_own()
    local pid = funcs.call("test:eval", "return process.pid()")
    eq(pid ~= process.pid(), true)
end

function spec.async_calls_run_side_by_side()
    local futures = {}
    for i = 1, 5 do futures[i] = funcs.async("test:eval", "require('time').sleep('10ms') return ...", i) end
    eq(futures[1]:is_complete(), false)
    local before, sum = require("time").now(), 0
    for i = 1, 5 do
        local payload, ok = futures[i]:response():receive()
        eq(ok, true)
        sum = sum + payload:data()
    end
    eq(sum, 15)
    eq(futures[5]:is_complete(), true)
    eq(futures[5]:result():data(), 5)
    eq(futures[5]:channel() == futures[5]:response(), true)
end

function spec.an_async_call_that_fails_gives_the_error()
    local future = funcs.async("test:eval", "error('no', 0)")
    local err, ok = future:response():receive()
    eq(ok, true)
    eq(tostring(err), "no")
    local _, failed = future:error()
    eq(failed, true)
end

function spec.an_async_call_can_be_cancelled()
    local future = funcs.async("test:eval", "require('time').sleep('1h')")
    eq(future:cancel(), true)
    eq(future:is_canceled(), true)
    local _, err = future:result()
    eq(err:kind(), "Canceled")
end

function spec.an_executor_carries_context()
    local executor = funcs.new():with_context({ user = "ann" })
    eq(executor:call("test:eval", "return require('ctx').get('user')"), "ann")
    eq(executor:with_context({}) ~= executor, true)
    eq((executor:async("test:eval", "return 1"):response():receive()):data(), 1)
end
