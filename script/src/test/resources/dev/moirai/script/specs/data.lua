
function spec.json_writes_arrays_objects_and_text()
    local json = require("json")
    eq(json.encode({}), "[]")
    eq(json.encode({ 1, 2.5, true, "a\"\n\1é" }), '[1,2.5,true,"a\\"\\n\\u0001é"]')
    eq(json.encode({ a = { b = 1 } }), '{"a":{"b":1}}')
    eq(json.encode(nil), "null")
    fails("Internal", "neither an array nor an object", json.encode({ 1, nil, 3, x = 1 }))
    fails("Internal", "no way to write", json.encode({ print }))
    local t = {}
    t.t = t
    fails("Internal", "contain themselves", json.encode(t))
end

function spec.json_reads_what_it_writes()
    local json = require("json")
    local t = json.decode(' {"a":[1,-2.5e3,"\\u00e9\\ud83d\\ude00",true,null],"b":{}} ')
    eq(t.a[1], 1)
    eq(math.type(t.a[1]), "integer")
    eq(t.a[2], -2500.0)
    eq(t.a[3], "é😀")
    eq(t.a[4], true)
    eq(t.a[5], nil)
    fails("Invalid", "empty string", json.decode(""))
    for _, bad in ipairs { "{", "[1,]", "{a:1}", "01", "1 2", '"', "nul", '"\\x"', string.rep("[", 1000) } do
        local value, err = json.decode(bad)
        eq(value, nil, bad)
        eq(err:kind(), "Internal", bad)
    end
end

function spec.base64_hash_and_hmac()
    local base64, hash, crypto = require("base64"), require("hash"), require("crypto")
    eq(base64.encode("\0\255x"), "AP94")
    eq(base64.decode("AP94"), "\0\255x")
    fails("Invalid", "no base64", base64.decode("?"))
    eq(hash.md5("abc"), "900150983cd24fb0d6963f7d28e17f72")
    eq(hash.sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    eq(#hash.sha512("abc", true), 64)
    eq(crypto.hmac.sha256("key", "The quick brown fox jumps over the lazy dog"),
        "f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8")
    eq(#crypto.random.bytes(16), 16)
    eq(require("uuid").validate(require("uuid").v4()), true)
end

function spec.encrypted_data_can_be_read_only_with_its_key()
    local crypto = require("crypto")
    local key = crypto.random.bytes(32)
    local secret = crypto.encrypt.aes("hello", key)
    eq(crypto.decrypt.aes(secret, key), "hello")
    fails("Internal", "not encrypted with this key", crypto.decrypt.aes(secret, crypto.random.bytes(32)))
    fails("Invalid", "an AES key has", crypto.encrypt.aes("x", "short"))
end

function spec.casts()
    eq(string("s"), "s")
    eq(string(nil), nil)
    eq(string(12), "12")
    eq(integer("7"), 7)
    eq(number("1.5"), 1.5)
    eq(integer(nil), nil)
    eq(number(nil), nil)
    eq(boolean(nil), nil)
    eq(boolean(false), false)
    eq(boolean(0), true)
    eq(pcall(function() return integer("x") end), false)
    eq(("abc"):upper(), "ABC")
end

function spec.events_reach_those_whose_pattern_fits()
    local events = require("events")
    local all, orders = events.subscribe("shop.*"), events.subscribe("shop.orders", "created")
    events.send("shop.orders", "created", "/1", { id = 1 })
    events.send("shop.orders", "deleted", "/2")
    events.send("other", "created", "/3")
    local event = orders:channel():receive()
    eq(event.path, "/1")
    eq(event.data.id, 1)
    eq(all:channel():receive().kind, "created")
    eq(all:channel():receive().kind, "deleted")
    eq(orders:close(), true)
    eq(select(2, orders:channel():receive()), false)
    fails("Invalid", "kind is required", events.send("x"))
    fails("Invalid", "system pattern is required", events.subscribe())
end

function spec.payloads_wrap_values()
    local p = payload.new({ 1 })
    eq(p:data()[1], 1)
    eq(p:get_format(), payload.format.LUA)
    eq(tostring(p), "payload{format=lua/any}")
end

function spec.a_logger_takes_fields()
    local logger = require("logger")
    logger:info("text", { n = 1, err = errors.new("x") })
    logger:with({ a = 1 }):named("sub"):warn("more")
    for _, level in ipairs({ "debug", "info", "warn", "error" }) do
        local ok, problem = pcall(function() logger[level](logger, "text", 7) end)
        eq(ok, false)
        eq(string.find(problem, "table expected, got number", 1, true) ~= nil, true)
    end
    eq(pcall(function() logger:with("a") end), false)
end

function spec.system_tells_what_runs()
    local system = require("system")
    local pid = spawn("process.inbox():receive()")
    local found
    for _, p in ipairs(system.processes.list()) do if p.pid == pid then found = p end end
    eq(found.id, "test:eval")
    eq(found.host, HOST)
    eq(system.processes.get(pid).parent, process.pid())
    eq(system.memory.usage().used > 0, true)
    process.terminate(pid)
end

function spec.payloads_change_their_format()
    local p = payload.new({ name = "x", list = { 1, 2 } })
    for _, format in ipairs { payload.format.JSON, payload.format.YAML, payload.format.MSGPACK } do
        local text = assert(p:transcode(format))
        eq(text:get_format(), format)
        eq(type(text:data()), "string")
        eq(text:unmarshal().list[2], 2)
        eq(text:transcode(payload.format.LUA):data().name, "x")
    end
    eq(p:transcode(payload.format.MSGPACK):transcode(payload.format.JSON):unmarshal().name, "x")
    eq(payload.new("s"):transcode(payload.format.STRING):data(), "s")
    eq(payload.new(5):transcode(payload.format.BYTES):data(), "5")
    fails("Internal", "cannot be written as text/plain", p:transcode(payload.format.STRING))
    fails("Invalid", "unknown format", p:transcode("x/y"))
    eq(payload.new(errors.new("e")):get_format(), payload.format.ERROR)
    eq(tostring(payload.new("e"):transcode(payload.format.ERROR):data()), "e")
end

function spec.message_pack_keeps_numbers_and_bytes()
    local function back(v) return payload.new({ v }):transcode(payload.format.MSGPACK):unmarshal()[1] end
    for _, v in ipairs { 0, -1, 127, 128, -32, -33, 255, 65536, -32769, 2147483648, math.mininteger, math.maxinteger, 1.5,
        1 / 0, "\255\0", string.rep("x", 70000), true } do
        eq(back(v), v)
        eq(math.type(back(v)), math.type(v))
    end
end

function spec.floats_survive_json_and_yaml_exactly()
    local json, yaml = require("json"), require("yaml")
    for _, x in ipairs({ 0.1 + 0.2, math.pi, 1e300, 5e-324, -0.0, 1.0, 123456789.123456789 }) do
        eq(json.decode(json.encode(x)), x)
        eq(yaml.decode(yaml.encode({ x }))[1], x)
    end
    eq(json.encode(0.5), "0.5")
    eq(json.encode(2.0), "2.0")
end

function spec.json_is_utf8_whatever_the_string()
    local json = require("json")
    eq(json.encode("a\xffb\u{e9}\u{1F600}"), '"a\\ufffdb\u{e9}\u{1F600}"')
    eq(json.encode("\xed\xa0\x80"), '"\\ufffd\\ufffd\\ufffd"')
    eq(json.encode("\xc3"), '"\\ufffd"')
    eq(json.decode([["\ud83d"]]), "\u{fffd}")
    eq(json.decode([["\ud83dx"]]), "\u{fffd}x")
    eq(json.decode([["\ud83d\u0041"]]), "\u{fffd}A")
    eq(json.decode([["\ud83d\ude00"]]), "\u{1F600}")
end

function spec.base64_skips_ends_of_lines_and_says_which_byte_is_wrong()
    local base64 = require("base64")
    eq(base64.decode("SGVs\r\nbG8=\n"), "Hello")
    fails("Invalid", "unexpected character at byte 3", base64.decode("AP_8"))
    fails("Invalid", "ends in the midst of a group", base64.decode("A"))
end
