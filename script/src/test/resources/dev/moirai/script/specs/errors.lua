
function spec.an_error_is_a_value_that_also_works_as_its_message()
    local e = errors.new("went wrong")
    eq(type(e), "userdata")
    eq(tostring(e), "went wrong")
    eq("it " .. e, "it went wrong")
    eq(e .. "!", "went wrong!")
    eq(string.find(e, "wrong"), 6)
    eq(string.upper(e), "WENT WRONG")
    eq(e:message(), "went wrong")
    eq(e:kind(), "")
    eq(e:retryable(), nil)
    eq(e:details(), nil)
    eq(type(e.kind), "function")
end

function spec.an_error_has_kind_retryable_and_details()
    local e = errors.new { message = "m", kind = errors.NOT_FOUND, retryable = true, details = { id = 5 } }
    eq(e:kind(), "NotFound")
    eq(e:retryable(), true)
    eq(e:details().id, 5)
    eq(errors.is(e, errors.NOT_FOUND), true)
    eq(errors.is(e, errors.INVALID), false)
    eq(errors.is("text", errors.INVALID), false)
end

function spec.wrapping_keeps_the_message_and_the_rest()
    local e = errors.wrap(errors.new { message = "m", kind = "K", retryable = false }, "while testing")
    eq(e:message(), "m")
    eq(e:kind(), "K")
    eq(e:retryable(), false)
    eq(errors.wrap("plain", "c"):message(), "plain")
end

function spec.an_error_that_is_raised_and_caught_is_the_same_object()
    local e = errors.new("m")
    local ok, caught = pcall(error, e)
    eq(ok, false)
    eq(caught == e, true)
    local _, text = pcall(error, "x", 0)
    eq(text, "x")
end

function spec.an_uncaught_error_object_keeps_its_kind()
    spawn_monitored([[error(errors.new { message = "m", kind = "Conflict" })]])
    eq(process.events():receive().result.error:kind(), "Conflict")
end

function spec.the_stack_of_an_error_can_be_read()
    local function inner() return errors.new("m") end
    local e = inner()
    eq(e:stack():find("test:spec", 1, true) ~= nil, true, e:stack())
    local stack = errors.call_stack(e)
    eq(#stack.frames > 0, true)
    eq(stack.frames[1].source, "test:spec")
    eq(type(stack.frames[1].line), "number")
end

function spec.fields_of_the_wrong_type_are_refused()
    local function refused(fields, problem)
        local ok, err = pcall(errors.new, fields)
        eq(ok, false)
        eq(tostring(err):find(problem, 1, true) ~= nil, true, err)
    end
    refused({ message = "m", retryable = "yes" }, "field 'retryable' must be a boolean")
    refused({ message = "m", details = 5 }, "field 'details' must be a table")
end
