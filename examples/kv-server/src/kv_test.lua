local kv = require("kv")

local function main()
    assert(kv.get("colour") == nil)
    assert(kv.put("colour", "red") == nil)
    assert(kv.put("colour", { "green" }) == "red")
    assert(kv.get("colour")[1] == "green")

    -- What came out is a copy: changing it does not change the server's.
    kv.get("colour")[1] = "blue"
    assert(kv.get("colour")[1] == "green")
end

return { main = main }
