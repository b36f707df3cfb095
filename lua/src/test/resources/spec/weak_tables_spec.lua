-- Lua 5.4 manual §2.5.4: weak tables

local function size(t)
  local n = 0
  for _ in pairs(t) do n = n + 1 end
  return n
end

it("takes values out that nothing else refers to", function()
  local kept = {}
  local t = setmetatable({}, {__mode = "v"})
  t[1], t[2], t[3] = {}, kept, "text"
  t.x, t.f, t.co = {}, function() return t end, coroutine.create(print)
  t.kept, t.print, t.number = kept, print, 1.5
  collectgarbage()
  eq(t[1], nil)
  eq(t[2], kept)
  eq(t[3], "text")
  eq(t.x, nil)
  eq(t.f, nil)
  eq(t.co, nil)
  eq(t.kept, kept)
  eq(t.print, print)
  eq(t.number, 1.5)
  eq(size(t), 5)
end)

it("takes entries out whose key nothing else refers to", function()
  local kept = {}
  local t = setmetatable({}, {__mode = "k"})
  t[kept], t[{}], t.text = {1}, {2}, {3}
  collectgarbage()
  eq(size(t), 2)
  eq(t[kept][1], 1)
  eq(t.text[1], 3)
end)

it("does not keep a key alive for the value that refers to it", function()
  local t = setmetatable({}, {__mode = "k"})
  do
    local key = {}
    t[key] = {key}
  end
  collectgarbage()
  eq(next(t), nil)
end)

it("keeps a chain from key to value to key, whose first key is alive", function()
  local t = setmetatable({}, {__mode = "k"})
  local first = {}
  local key = first
  for _ = 1, 100 do
    local value = {}
    t[key] = value
    key = value
  end
  key = nil
  collectgarbage()
  eq(size(t), 100)
  first = nil
  collectgarbage()
  eq(size(t), 0)
end)

it("lets go of a wrapped coroutine but not of what it has given away", function()
  local t = setmetatable({}, {__mode = "kv"})
  local generator = coroutine.wrap(function()
    local n = 10
    local function more() n = n + 10 return n end
    while true do
      n = n + 1
      coroutine.yield(more)
    end
  end)
  t[1] = generator
  local more = generator()
  eq(more(), 21)
  generator = nil
  collectgarbage()
  eq(t[1], nil)
  eq(more(), 31)
end)

it("is looked at while a program makes garbage, without being asked", function()
  local t = setmetatable({{}}, {__mode = "v"})
  local made = 0
  while t[1] do
    local garbage = ("x"):rep(100000) .. made
    made = made + 1
    if made > 1000 then error("never looked at") end
  end
end)

it("goes on when entries vanish during a traversal", function()
  local t = setmetatable({}, {__mode = "k"})
  for i = 1, 100 do t[{}] = i end
  local seen = 0
  for _ in pairs(t) do
    seen = seen + 1
    collectgarbage()
  end
  eq(seen >= 1 and seen <= 100, true)
  eq(size(t) <= 1, true) -- the key of the loop may still be in its register
end)

it("can be filled again", function()
  local t = setmetatable({}, {__mode = "k"})
  for round = 1, 5 do
    local keys = {}
    for i = 1, 50 do
      keys[i] = {}
      t[keys[i]] = i
    end
    collectgarbage()
    eq(size(t), 50)
    for i = 1, 50 do eq(t[keys[i]], i) end
  end
end)
