--> limit
--$ LOOP: while true do $STEP end ¦ while true do pcall(function() $STEP end) end ¦ while true do $STEP if i % 100 == 0 then collectgarbage() end end
--$ STEP: i = i + 1 w[i] = {} ¦ i = i + 1 w[i] = {} keep[i] = w[i] ¦ w[{}] = i i = i + 1 ¦ i = i + 1 local k = {} w[k] = {k} ¦ i = i + 1 w[chain] = {chain} chain = w[chain] ¦ i = i + 1 local k = {} w[k] = k keep[i] = k ¦ i = i + 1 w["k" .. i] = "v" .. i ¦ i = i + 1 w[i] = function() return i end w[w[i]] = i ¦ i = i + 1 w = setmetatable({w}, mode) ¦ i = i + 1 w[coroutine.create(print)] = true ¦ i = i + 1 w[i] = setmetatable({}, mode) keep[i] = w[i] ¦ i = i + 1 keep[#keep + 1] = setmetatable({{}, [{}] = {}}, mode)
--$ MODE: k ¦ v ¦ kv
local mode = {__mode = "$MODE"}
local w, keep, i = setmetatable({}, mode), {}, 0
local chain = {} keep[0] = chain
$LOOP
print("SWALLOWED")
