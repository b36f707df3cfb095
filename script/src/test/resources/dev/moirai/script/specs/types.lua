type User = { name: string @min_len(1), email: string @pattern("^[^@]+@[^@]+$"), error: error? }

function spec.what_is_wrong_with_a_value_is_an_error_object()
    eq(User:is({ name = "Ann", email = "a@b" }).name, "Ann")
    fails("Invalid", "field 'name': expected string, got number", User:is({ name = 1, email = "a@b" }))
    fails("Invalid", "does not match the pattern", User:is({ name = "x", email = "nope" }))
    fails("Invalid", "min length", User:is({ name = "", email = "a@b" }))
    eq(User:is({ name = "x", email = "a@b", error = errors.new("e") }) ~= nil, true)
    fails("Invalid", "expected error", User:is({ name = "x", email = "a@b", error = "e" }))
    local ok, err = pcall(User, 5)
    eq(ok, false)
    eq(err:kind(), "Invalid")
    eq(tostring(err):find("expected table, got number", 1, true) ~= nil, true)
end

function spec.a_cast_that_cannot_be_says_which_argument()
    local ok, err = pcall(string, true)
    eq(tostring(err):find("bad argument #1 to 'string' (string expected, got boolean)", 1, true) ~= nil, true, err)
end
