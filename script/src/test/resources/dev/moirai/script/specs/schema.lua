local json = require("json")

local function valid(schema, ...)
    for i = 1, select("#", ...) do
        local ok, err = json.validate(schema, (select(i, ...)))
        if not ok then error("value " .. i .. ": " .. tostring(err), 2) end
    end
end

local function invalid(schema, value, text) fails("Invalid", text, json.validate(schema, value)) end

function spec.objects_have_fields_of_types()
    local schema = {
        type = "object",
        properties = {
            name = { type = "string", minLength = 1, maxLength = 5 },
            email = { type = "string", format = "email" },
            age = { type = "integer", minimum = 0, maximum = 150 },
        },
        required = { "name" },
        additionalProperties = false,
    }
    valid(schema, { name = "Ann" }, { name = "Ann", age = 3.0, email = "a@b.c" })
    invalid(schema, {}, "'name' is missing")
    invalid(schema, { name = "" }, "'name' must have at least 1 characters, has 0")
    invalid(schema, { name = "x", age = 1.5 }, "'age' must be of type integer, got the number 1.5")
    invalid(schema, { name = "x", age = 200 }, "'age' must be at most 150, got the number 200")
    invalid(schema, { name = "x", email = "nope" }, "'email' must be of the format email")
    invalid(schema, { name = "x", other = 1 }, "'other' is not a field that is allowed here")
    invalid(schema, { 1 }, "the value must be of type object, got an array")
end

function spec.a_schema_can_be_json_text()
    eq(json.validate('{"type":"number","minimum":0}', 42), true)
    eq(json.validate_string('{"type":"array","items":{"enum":["a","b"]}}', '["a","b"]'), true)
    fails("Invalid", "'[2]' must be one of a, b", json.validate_string('{"items":{"enum":["a","b"]}}', '["a","c"]'))
    fails("Internal", "no JSON", json.validate_string("{}", "{"))
    fails("Invalid", "a schema is a table", json.validate(5, 1))
end

function spec.arrays_are_checked_item_by_item()
    valid({ items = { type = "number" }, minItems = 1, maxItems = 2 }, { 1, 2 })
    invalid({ items = { type = "number" } }, { 1, "x" }, "'[2]' must be of type number")
    invalid({ minItems = 1 }, {}, "must have at least 1 items")
    invalid({ uniqueItems = true }, { { a = 1 }, { a = 1 } }, "items 1 and 2 are")
    valid({ prefixItems = { { type = "string" } }, items = false }, { "x" })
    invalid({ prefixItems = { { type = "string" } }, items = false }, { "x", 1 }, "'[2]' is not allowed")
    invalid({ contains = { const = 3 } }, { 1, 2 }, "must contain at least 1 items")
end

function spec.schemas_are_combined()
    valid({ anyOf = { { type = "string" }, { type = "null" } } }, "x", nil)
    invalid({ anyOf = { { type = "string" } } }, 1, "fits none of the schemas of anyOf")
    invalid({ oneOf = { { type = "number" }, { minimum = 0 } } }, 5, "and fits 2")
    invalid({ ["not"] = { type = "string" } }, "x", "fits the schema of not")
    local schema = { ["if"] = { properties = { a = { const = 1 } }, required = { "a" } }, ["then"] = { required = { "b" } } }
    valid(schema, { a = 2 }, { a = 1, b = 2 })
    invalid(schema, { a = 1 }, "'b' is missing")
    invalid({ dependentRequired = { a = { "b" } } }, { a = 1 }, "'b' is missing, and a needs it")
    invalid({ patternProperties = { ["^n_"] = { type = "number" } } }, { n_x = "s" }, "'n_x' must be of type number")
    invalid({ propertyNames = { maxLength = 2 } }, { abc = 1 }, "must have at most 2 characters")
end

function spec.references_lead_within_the_schema()
    local tree = { ["$defs"] = { node = { type = "object", properties = { next = { ["$ref"] = "#/$defs/node" } },
        required = { "value" } } }, ["$ref"] = "#/$defs/node" }
    valid(tree, { value = 1, next = { value = 2 } })
    invalid(tree, { value = 1, next = {} }, "'next.value' is missing")
    invalid({ ["$ref"] = "#/$defs/no" }, 1, "leads nowhere")
    invalid({ ["$ref"] = "http://x/y" }, 1, "leads out of the schema")
    invalid({ unevaluatedProperties = false }, {}, "is not supported")
    invalid({ type = "strin" }, 1, "none of the types of JSON")
end

function spec.hostile_schemas_are_stopped()
    invalid({ ["$ref"] = "#" }, 1, "without end")
    local defs = { a0 = { type = "string" } }
    for i = 1, 40 do
        local ref = { ["$ref"] = "#/$defs/a" .. (i - 1) }
        defs["a" .. i] = { anyOf = { ref, ref, ref } }
    end
    invalid({ ["$defs"] = defs, ["$ref"] = "#/$defs/a40" }, 1, "takes more than")
    invalid({ pattern = "^(a*)*$" }, string.rep("a", 3000) .. "b" .. string.rep("c", 10), "must match")
end

function spec.formats()
    local good = { email = "a.b@c.de", uuid = "123e4567-e89b-12d3-a456-426614174000", ipv4 = "127.0.0.1", ipv6 = "::1",
        hostname = "a.example.org", date = "2024-02-29", ["date-time"] = "2024-02-29T10:00:00Z", uri = "http://x/y" }
    local bad = { email = "@", uuid = "123", ipv4 = "256.1.1.1", ipv6 = "1::2::3", hostname = "-a", date = "2023-02-29",
        ["date-time"] = "2024-02-29", uri = "x y" }
    for format, value in pairs(good) do valid({ format = format }, value) end
    for format, value in pairs(bad) do invalid({ format = format }, value, "must be of the format") end
end
