--$ NAME: assert ¦ collectgarbage ¦ error ¦ getmetatable ¦ ipairs ¦ load ¦ next ¦ pairs ¦ pcall ¦ print ¦ rawequal ¦ rawget ¦ rawlen ¦ rawset ¦ select ¦ setmetatable ¦ tonumber ¦ tostring ¦ type ¦ xpcall ¦ string.byte ¦ string.char ¦ string.find ¦ string.format ¦ string.gmatch ¦ string.gsub ¦ string.len ¦ string.lower ¦ string.match ¦ string.pack ¦ string.packsize ¦ string.rep ¦ string.reverse ¦ string.sub ¦ string.unpack ¦ string.upper ¦ table.concat ¦ table.insert ¦ table.move ¦ table.pack ¦ table.remove ¦ table.sort ¦ table.unpack ¦ math.abs ¦ math.ceil ¦ math.exp ¦ math.floor ¦ math.fmod ¦ math.log ¦ math.max ¦ math.min ¦ math.modf ¦ math.random ¦ math.randomseed ¦ math.tointeger ¦ math.ult ¦ utf8.char ¦ utf8.codepoint ¦ utf8.codes ¦ utf8.len ¦ utf8.offset ¦ os.clock ¦ os.date ¦ os.difftime ¦ os.time ¦ coroutine.close ¦ coroutine.create ¦ coroutine.isyieldable ¦ coroutine.resume ¦ coroutine.running ¦ coroutine.status ¦ coroutine.wrap ¦ coroutine.yield ¦ debug.traceback
local cyclic = {} cyclic[1] = cyclic cyclic.self = cyclic setmetatable(cyclic, cyclic)
local values = {
  0, -1, 1, math.maxinteger, math.mininteger, 1e308, -1e308, 0/0, 1/0, -1/0, 0.5, 1 << 31, "", "x", "\0", ("a"):rep(100000), "%s%d%q%99.99f", "[%", ("(")
  :rep(40), "i16!16Xi16s8z", "\xff\xfe", {}, {1, 2, 3}, cyclic, print, function() end, coroutine.create(print), true, false,
}
local function try(...) local ok, problem = pcall($NAME, ...) if ok and type(problem) == "function" then pcall(problem) end end
for i = 1, #values do
  try(values[i])
  for j = 1, #values do try(values[i], values[j]) end
end
for i = 1, #values, 3 do for j = 1, #values, 2 do for k = 1, #values, 2 do try(values[i], values[j], values[k]) end end end
for i = 1, #values, 5 do for j = 1, #values, 4 do for k = 1, #values, 4 do for l = 1, #values, 5 do try(values[i], values[j], values[k], values[l]) end end end end
