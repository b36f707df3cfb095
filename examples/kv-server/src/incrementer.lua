local kv = require("kv")

local function main(times)
    for _ = 1, times do
        assert(kv.increment("counter"))
    end
end

return { main = main }
