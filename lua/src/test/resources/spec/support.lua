-- What specifications are written with, besides it(sentence, function) which the test gives.

local function show(v)
  if type(v) == "string" then return '"' .. v .. '"' end
  return tostring(v)
end

-- Numbers must be equal in kind too: 1 is not 1.0.
local function same(a, b)
  if a ~= a and b ~= b then return true end
  if type(a) == "number" and type(b) == "number" then
    return rawequal(a, b) and tostring(a) == tostring(b)
  end
  return rawequal(a, b)
end

function eq(actual, expected)
  if not same(actual, expected) then
    error("expected " .. show(expected) .. ", got " .. show(actual), 2)
  end
end

-- all({actual values}, expected values...)
function all(actual, ...)
  local count = select("#", ...)
  local n = actual.n or #actual
  if n ~= count then
    error("expected " .. count .. " values, got " .. n, 2)
  end
  for i = 1, count do
    local expected = select(i, ...)
    if not same(actual[i], expected) then
      error("value " .. i .. ": expected " .. show(expected) .. ", got " .. show(actual[i]), 2)
    end
  end
end

function pack(...)
  return {n = select("#", ...), ...}
end

-- The function must fail with exactly this message, without its position.
function fails(f, message, ...)
  local results = pack(pcall(f, ...))
  if results[1] then
    error("expected the error '" .. message .. "', but there was none", 2)
  end
  local got = results[2]
  if type(got) ~= "string" then
    error("expected the error '" .. message .. "', got a " .. type(got), 2)
  end
  local colon = #got - #message
  if got ~= message and not (colon > 0 and ends(got, message)) then
    error("expected the error '" .. message .. "', got '" .. got .. "'", 2)
  end
end

-- The function must fail with a message that has this text in it.
function raises(text, f, ...)
  local ok, message = pcall(f, ...)
  if ok then
    error("expected an error with '" .. text .. "', but there was none", 2)
  end
  if not tostring(message):find(text, 1, true) then
    error("expected an error with '" .. text .. "', got '" .. tostring(message) .. "'", 2)
  end
end

function ends(text, suffix)
  return #text >= #suffix and text:sub(-#suffix) == suffix
end

function closable(action)
  return setmetatable({}, {__close = action})
end

function run(source, ...)
  return assert(load(source, "=run"))(...)
end
