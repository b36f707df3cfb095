local yaml = require("yaml")

function spec.yaml_reads_documents()
    local t = yaml.decode([[
server:
  host: localhost
  port: 8080
  ratio: 0.5
  on: true
  none: ~
list: &l [a, "1", 2]
again: *l
]])
    eq(t.server.host, "localhost")
    eq(math.type(t.server.port), "integer")
    eq(t.server.ratio, 0.5)
    eq(t.server.on, true)
    eq(t.server.none, nil)
    eq(t.list[2], "1")
    eq(t.again[3], 2)
    eq(yaml.decode("5"), 5)
end

function spec.yaml_writes_what_it_reads()
    local t = { name = "x y", n = 1, r = 2.5, yes = "yes", num = "12", multi = "a\n b: c\t\1é", empty = {}, nested =
        { { a = 1, b = { 1, { 2, 3 } } }, "s" }, [" k: "] = true, dots = "...", dash = "- a", nul = "null" }
    local back = assert(yaml.decode(assert(yaml.encode(t))))
    local function same(a, b, where)
        if type(a) ~= "table" then eq(b, a, where) return end
        for k, v in pairs(a) do same(v, b[k], where .. "." .. tostring(k)) end
        for k in pairs(b) do eq(a[k] ~= nil, true, where .. "." .. tostring(k)) end
    end
    same(t, back, "t")
    eq(yaml.encode({ "apple", { b = 1 }, { "x", "z" } }), "- apple\n- b: 1\n- - x\n  - z\n")
    eq(yaml.encode({ a = { b = { "c" } } }), "a:\n  b:\n    - c\n")
    eq(yaml.encode({ 1 / 0 }), "- .inf\n")
end

function spec.fields_can_be_ordered()
    local text = yaml.encode({ zebra = 1, alpha = 2, name = "t", kind = "d" },
        { field_order = { "name", "kind", "no" }, sort_unordered = true })
    eq(text, "name: t\nkind: d\nalpha: 2\nzebra: 1\n")
    fails("Invalid", "unknown option 'sort'", yaml.encode({}, { sort = true }))
end

function spec.yaml_mistakes_have_a_place()
    fails("Internal", "yaml:2:", yaml.decode("a: 1\n b: 2"))
    fails("Internal", "the tag '!!int' is not supported", yaml.decode("a: !!int 1"))
    fails("Internal", "is given twice", yaml.decode("a: 1\na: 2"))
    fails("Internal", "a value without end", yaml.decode("&a [*a]"))
    fails("Invalid", "not empty", yaml.decode(""))
    fails("Invalid", "expected a string", yaml.decode({}))
    fails("Invalid", "expected a table", yaml.encode("x"))
    fails("Internal", "no way to write a function", yaml.encode({ print }))
    fails("Internal", "mixed keys", yaml.encode({ 1, a = 2 }))
    fails("Internal", "not UTF-8", yaml.encode({ "\255" }))
    local t = {}
    t[1] = t
    fails("Internal", "contain themselves", yaml.encode(t))
end

function spec.a_bomb_of_aliases_is_refused()
    local bomb = { "a0: &a0 [x,x,x,x,x,x,x,x,x,x]" }
    for i = 1, 9 do bomb[#bomb + 1] = ("a%d: &a%d [%s]"):format(i, i, (("*a" .. (i - 1) .. ","):rep(10))) end
    fails("Internal", "too many values", yaml.decode(table.concat(bomb, "\n")))
end
