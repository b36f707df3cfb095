-- Answers the harness's commands on standard input until it ends; the protocol is in ContenderProcess.java.
-- A work is "warm:NAME" (the program loaded once, then run again and again) or "cold:NAME" (loaded anew for each run).
-- Lua has no clock finer than a second but the processor's, so the harness's clock is used: NANOS is "-".
local folder = arg[1]
local programs = {}

local function source(name)
  local file = io.open(folder .. "/" .. name .. ".lua")
  if not file then return nil end
  local text = file:read("*a")
  file:close()
  return text
end

local function compile(name, text)
  return (loadstring or load)(text, "@" .. name .. ".lua")
end

local function answer(kind, name, size, millis)
  local text = source(name)
  if not text then
    io.write("@ error no program " .. name .. "\n")
    return
  end
  local loaded = compile(name, text)
  if not loaded then
    io.write("@ none\n") -- it needs a newer Lua than this one
    return
  end
  local run = loaded()
  local started = os.clock()
  repeat
    if kind == "cold" then run = compile(name, text)() end
    local done, check = pcall(run, size)
    if not done then
      io.write("@ error " .. tostring(check) .. "\n")
      return
    end
    io.write("@ rep " .. check .. " 1 -\n")
    io.flush()
  until (os.clock() - started) * 1000 >= millis
  io.write("@ end\n")
end

io.write("@ ready " .. (jit and jit.version or _VERSION) .. "\n")
io.flush()
for line in io.lines() do
  local kind, name, size, millis = string.match(line, "^run (%a+):(%S+) (%d+) (%d+)$")
  if kind then
    answer(kind, name, tonumber(size), tonumber(millis))
  else
    io.write("@ error expected: run KIND:NAME SIZE MILLIS, got: " .. line .. "\n")
  end
  io.flush()
end
