-- A JSON encoder and decoder, round and round over a generated document: byte scanning, recursion, mixed tables.
local byte, char, find, format, sub = string.byte, string.char, string.find, string.format, string.sub

local escapes = { ['"'] = '\\"', ["\\"] = "\\\\", ["\n"] = "\\n", ["\t"] = "\\t" }
local unescapes = { ['"'] = '"', ["\\"] = "\\", ["/"] = "/", n = "\n", t = "\t", r = "\r", b = "\b", f = "\f" }

local encode

local function encode_array(list, out)
  out[#out + 1] = "["
  for i = 1, #list do
    if i > 1 then out[#out + 1] = "," end
    encode(list[i], out)
  end
  out[#out + 1] = "]"
end

local function encode_object(object, out)
  local keys = {}
  for key in pairs(object) do keys[#keys + 1] = key end
  table.sort(keys)
  out[#out + 1] = "{"
  for i, key in ipairs(keys) do
    if i > 1 then out[#out + 1] = "," end
    encode(key, out)
    out[#out + 1] = ":"
    encode(object[key], out)
  end
  out[#out + 1] = "}"
end

function encode(value, out)
  local kind = type(value)
  if kind == "string" then
    out[#out + 1] = '"' .. value:gsub('["\\\n\t]', escapes) .. '"'
  elseif kind == "number" then
    out[#out + 1] = value % 1 == 0 and format("%d", value) or format("%.3f", value)
  elseif kind == "boolean" then
    out[#out + 1] = value and "true" or "false"
  elseif kind == "nil" then
    out[#out + 1] = "null"
  elseif value[1] ~= nil then
    encode_array(value, out)
  else
    encode_object(value, out)
  end
end

local decode

local function fail(at, expected)
  error(format("at %d: expected %s", at, expected))
end

local function skip(text, at)
  return find(text, "[^ \n\r\t]", at) or #text + 1
end

local function decode_string(text, at)
  local parts, start = nil, at + 1
  local i = start
  while true do
    local c = byte(text, i)
    if c == 34 then
      local last = sub(text, start, i - 1)
      if not parts then return last, i + 1 end
      parts[#parts + 1] = last
      return table.concat(parts), i + 1
    elseif c == 92 then
      parts = parts or {}
      parts[#parts + 1] = sub(text, start, i - 1)
      parts[#parts + 1] = unescapes[sub(text, i + 1, i + 1)] or fail(i, "an escape")
      i = i + 2
      start = i
    elseif not c then
      fail(i, "the end of a string")
    else
      i = i + 1
    end
  end
end

local function decode_array(text, at)
  local list = {}
  at = skip(text, at + 1)
  if byte(text, at) == 93 then return list, at + 1 end
  while true do
    list[#list + 1], at = decode(text, at)
    at = skip(text, at)
    local c = byte(text, at)
    if c == 93 then return list, at + 1 end
    if c ~= 44 then fail(at, ", or ]") end
    at = at + 1
  end
end

local function decode_object(text, at)
  local object = {}
  at = skip(text, at + 1)
  if byte(text, at) == 125 then return object, at + 1 end
  while true do
    at = skip(text, at)
    local key
    key, at = decode_string(text, at)
    at = skip(text, at)
    if byte(text, at) ~= 58 then fail(at, ":") end
    object[key], at = decode(text, at + 1)
    at = skip(text, at)
    local c = byte(text, at)
    if c == 125 then return object, at + 1 end
    if c ~= 44 then fail(at, ", or }") end
    at = at + 1
  end
end

function decode(text, at)
  at = skip(text, at)
  local c = byte(text, at)
  if c == 34 then return decode_string(text, at) end
  if c == 123 then return decode_object(text, at) end
  if c == 91 then return decode_array(text, at) end
  local first, last = find(text, "^-?%d+%.?%d*[eE]?[+-]?%d*", at)
  if first then return tonumber(sub(text, first, last)), last + 1 end
  if sub(text, at, at + 3) == "true" then return true, at + 4 end
  if sub(text, at, at + 4) == "false" then return false, at + 5 end
  if sub(text, at, at + 3) == "null" then return nil, at + 4 end
  fail(at, "a value")
end

local function document(count)
  local people = {}
  for i = 1, count do
    people[i] = {
      id = i,
      name = "Person " .. char(65 + i % 26) .. i,
      quote = 'said "' .. i .. '"\nand left',
      balance = i * 1.125,
      active = i % 3 == 0,
      tags = { "t" .. i % 7, "t" .. i % 11, "t" .. i % 13 },
      address = { street = "Street " .. i, city = "City " .. i % 50, zip = 10000 + i },
    }
  end
  return { people = people, total = count, source = "generated" }
end

return function(n)
  local value = document(50)
  local text
  for _ = 1, n do
    local out = {}
    encode(value, out)
    text = table.concat(out)
    value = decode(text, 1)
  end
  local sum = 0
  for i = 1, #text do sum = (sum * 31 + byte(text, i)) % 1000003 end
  return format("%d:%d", #text, sum)
end
