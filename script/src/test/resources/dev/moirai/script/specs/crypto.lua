local crypto, hash, uuid, base64, time =
    require("crypto"), require("hash"), require("uuid"), require("base64"), require("time")

function spec.hashes_of_every_kind()
    eq(hash.sha1("abc"), "a9993e364706816aba3e25717850c26c9cd0d89d")
    eq(hash.sha384("abc"):sub(1, 16), "cb00753f45a35e8b")
    eq(hash.hmac_md5("what do ya want for nothing?", "Jefe"), "750c783e6ab0b503eaa86e310a5db738")
    eq(hash.hmac_sha1("what do ya want for nothing?", "Jefe"), "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79")
    eq(hash.hmac_sha256("what do ya want for nothing?", "Jefe"),
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
    eq(#hash.hmac_sha512("x", "k", true), 64)
    eq(hash.fnv32(""), 0x811c9dc5)
    eq(hash.fnv32("a"), 0x050c5d7e)
    eq(hash.fnv64("a"), math.tointeger(0xaf63bd4c8601b7be))
    fails("Invalid", "must be a string", hash.sha256({}))
    fails("Invalid", "must not be empty", hash.hmac_sha256("x", ""))
end

function spec.keys_from_passwords()
    local hex = ""
    for b in hash.pbkdf2("password", "salt", 2, 32):gmatch(".") do hex = hex .. ("%02x"):format(b:byte()) end
    eq(hex, "ae4d0c95af6b46d32d0adff928f06dd02a303f8ef3c251dfd6e2d85a95474c43")
    eq(#crypto.pbkdf2("password", "salt", 1000, 100, "sha512"), 100)
    eq(crypto.pbkdf2("p", "s", 3, 20), crypto.pbkdf2("p", "s", 3, 64):sub(1, 20))
    fails("Invalid", "iterations", hash.pbkdf2("p", "s", 0, 32))
    fails("Invalid", "iterations", hash.pbkdf2("p", "s", 10000001, 32))
    fails("Invalid", "must not be empty", hash.pbkdf2("", "s", 1, 32))
    fails("Invalid", "sha256 or sha512", hash.pbkdf2("p", "s", 1, 32, "md5"))
end

function spec.random_texts()
    eq(#crypto.random.string(40), 40)
    eq(crypto.random.string(40):match("^%w+$") ~= nil, true)
    eq(crypto.random.string(20, "x"), string.rep("x", 20))
    eq(uuid.version(crypto.random.uuid()), 4)
    fails("Invalid", "a length from 1", crypto.random.bytes(0))
    fails("Invalid", "a length from 1", crypto.random.string(1 << 30))
    fails("Invalid", "characters to choose from", crypto.random.string(5, ""))
end

function spec.associated_data_must_be_the_same()
    for _, cipher in ipairs { "aes", "chacha20" } do
        local key = crypto.random.bytes(32)
        local secret = crypto.encrypt[cipher]("hello", key, "head")
        eq(crypto.decrypt[cipher](secret, key, "head"), "hello")
        fails("Internal", "has been changed", crypto.decrypt[cipher](secret, key, "other"))
        fails("Internal", "has been changed", crypto.decrypt[cipher](secret, key))
        fails("Internal", "too short", crypto.decrypt[cipher]("x", key))
        fails("Internal", "has been changed", crypto.decrypt[cipher](string.rep("x", 12), key))
        eq(crypto.encrypt[cipher]("hello", key) ~= crypto.encrypt[cipher]("hello", key), true)
    end
    fails("Invalid", "32 bytes", crypto.encrypt.chacha20("x", crypto.random.bytes(16)))
    eq(crypto.constant_time_compare("a", "a"), true)
    eq(crypto.constant_time_compare("a", "ab"), false)
end

function spec.signed_claims()
    local token = crypto.jwt.encode({ sub = "ann", exp = time.now():unix() + 60, _header = { kid = "k1" } }, "secret")
    local claims = crypto.jwt.verify(token, "secret")
    eq(claims.sub, "ann")
    eq(claims._header, nil)
    fails("Internal", "its signature is wrong", crypto.jwt.verify(token, "other"))
    fails("Internal", "not signed with HS512", crypto.jwt.verify(token, "secret", "HS512"))
    fails("Internal", "three parts", crypto.jwt.verify("x", "secret"))
    fails("Internal", "it has expired",
        crypto.jwt.verify(crypto.jwt.encode({ exp = time.now():unix() - 1 }, "s"), "s"))
    fails("Internal", "not valid yet",
        crypto.jwt.verify(crypto.jwt.encode({ nbf = time.now():unix() + 60 }, "s"), "s", "HS256", false))
    local endless = crypto.jwt.encode({}, "s", "HS384")
    fails("Internal", "it has no 'exp'", crypto.jwt.verify(endless, "s", "HS384"))
    eq(type(crypto.jwt.verify(endless, "s", "HS384", false)), "table")
    fails("Invalid", "the algorithm is", crypto.jwt.encode({}, "s", "none"))
    fails("Invalid", "private RSA key", crypto.jwt.encode({}, base64.encode("x"), "RS256"))
    -- the example of RFC 7515, appendix A.1
    local known = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0d"
        .. "HA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    local key = base64.decode("AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ+EstJQLr/T+1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow==")
    fails("Internal", "it has expired", crypto.jwt.verify(known, key))
end

function spec.identifiers_of_every_version()
    local ns = "6ba7b810-9dad-11d1-80b4-00c04fd430c8"
    eq(uuid.v3(ns, "python.org"), "6fa459ea-ee8a-3ca4-894e-db77e160355e")
    eq(uuid.v5(ns, "python.org"), "886313e1-3b8a-5372-9b90-0c9aee199e5d")
    for version, id in pairs { [1] = uuid.v1(), [4] = uuid.v4(), [7] = uuid.v7() } do
        eq(uuid.validate(id), true)
        eq(uuid.version(id), version)
        eq(uuid.variant(id), "RFC4122")
        eq(uuid.parse(id).version, version)
    end
    eq(math.abs(uuid.parse(uuid.v1()).timestamp - time.now():unix()) <= 2, true)
    eq(math.abs(uuid.parse(uuid.v7()).timestamp - time.now():unix()) <= 2, true)
    eq(#uuid.parse(uuid.v1()).node, 12)
    eq(uuid.format(ns, "simple"), "6ba7b8109dad11d180b400c04fd430c8")
    eq(uuid.format(ns, "urn"), "urn:uuid:" .. ns)
    eq(uuid.validate("x"), false)
    eq(uuid.validate(5), false)
    fails("Invalid", "expected a UUID", uuid.version("x"))
    fails("Invalid", "expected a UUID", uuid.v5("x", "y"))
    fails("Invalid", "the format is", uuid.format(ns, "x"))
end

function spec.base64_goes_both_ways()
    eq(base64.encode(""), "")
    eq(base64.decode(""), "")
    fails("Invalid", "must be a string", base64.encode({}))
end
