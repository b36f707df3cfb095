-- A small register machine written in Lua, running a program that looks for the longest Collatz run: dispatch by a table of functions.
local ops = {}

function ops.set(m, a, b) m.reg[a] = b end
function ops.copy(m, a, b) m.reg[a] = m.reg[b] end
function ops.add(m, a, b, c) m.reg[a] = m.reg[b] + m.reg[c] end
function ops.addi(m, a, b, c) m.reg[a] = m.reg[b] + c end
function ops.muli(m, a, b, c) m.reg[a] = m.reg[b] * c end
function ops.half(m, a, b) m.reg[a] = (m.reg[b] - m.reg[b] % 2) / 2 end
function ops.odd(m, a, b) m.reg[a] = m.reg[b] % 2 end
function ops.jump(m, a) m.pc = a end
function ops.jzero(m, a, b) if m.reg[a] == 0 then m.pc = b end end
function ops.jone(m, a, b) if m.reg[a] == 1 then m.pc = b end end
function ops.jle(m, a, b, c) if m.reg[a] <= m.reg[b] then m.pc = c end end
function ops.store(m, a, b) m.memory[m.reg[a]] = m.reg[b] end
function ops.halt(m) m.running = false end

local assembly = [[
  set 1 1
  set 2 0
  set 3 0
outer: jle 1 9 begin
  halt
begin: copy 4 1
  set 5 0
inner: jone 4 done
  addi 5 5 1
  odd 6 4
  jzero 6 even
  muli 4 4 3
  addi 4 4 1
  jump inner
even: half 4 4
  jump inner
done: store 1 5
  jle 5 2 next
  copy 2 5
  copy 3 1
next: addi 1 1 1
  jump outer
]]

local function assemble(text)
  local code, labels = {}, {}
  for line in text:gmatch("[^\n]+") do
    local label, rest = line:match("^%s*(%a+):%s*(.*)$")
    if label then labels[label] = #code + 1 end
    local words = {}
    for word in (rest or line):gmatch("%S+") do words[#words + 1] = word end
    if #words > 0 then code[#code + 1] = words end
  end
  for i, words in ipairs(code) do
    local instruction = { op = assert(ops[words[1]], words[1]) }
    for j = 2, #words do instruction[j - 1] = tonumber(words[j]) or assert(labels[words[j]], words[j]) end
    code[i] = instruction
  end
  return code
end

local function run(code, limit)
  local machine = { pc = 1, reg = {}, memory = {}, running = true }
  machine.reg[9] = limit
  local steps = 0
  while machine.running do
    local instruction = code[machine.pc]
    machine.pc = machine.pc + 1
    instruction.op(machine, instruction[1], instruction[2], instruction[3])
    steps = steps + 1
  end
  return machine, steps
end

return function(n)
  local machine, steps = run(assemble(assembly), n)
  return string.format("%d:%d:%d:%d", machine.reg[3], machine.reg[2], steps, #machine.memory)
end
