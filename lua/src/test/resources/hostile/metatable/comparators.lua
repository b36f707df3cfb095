--> limit
--$ LESS: function() return true end ¦ function() return false end ¦ function(a, b) return a ~= b end ¦ function() return math.random() < 0.5 end ¦ function() t[#t + 1] = 1 return true end ¦ function() t[#t] = nil return true end ¦ function(a, b) table.sort(t) return a < b end ¦ function(a, b) for i = 1, #t do t[i] = nil end return true end ¦ function() error("x") end ¦ function() coroutine.yield() end ¦ function() n = n + 1 keep[n] = {} return n % 2 == 0 end ¦ function(a, b) return setmetatable({}, {}) end ¦ function(...) return table.sort({3, 2, 1}, less) end ¦ function(a, b) t[a], t[b] = b, a return t[b] end
--$ COUNT: 3 ¦ 1000 ¦ 100000
local t, keep, n, less = {}, {}, 0, nil
less = $LESS
while true do
  for i = 1, $COUNT do t[i] = (i * 7919) % $COUNT end
  pcall(table.sort, t, less)
  pcall(table.sort, setmetatable({}, {__index = function(_, k) return t[k] end, __newindex = function(_, k, v) t[k] = v end, __len = function() return $COUNT end}), less)
end
print("SWALLOWED")
