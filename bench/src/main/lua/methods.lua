-- Classes by metatables: inherited methods, __index functions, operators.
local Point = {}
Point.__index = Point

function Point.new(x, y)
  return setmetatable({ x = x, y = y }, Point)
end

function Point:move(dx, dy)
  self.x = self.x + dx
  self.y = self.y + dy
  return self
end

function Point:weight() return self.x + self.y end

Point.__add = function(a, b) return Point.new(a.x + b.x, a.y + b.y) end
Point.__eq = function(a, b) return a.x == b.x and a.y == b.y end

local Named = setmetatable({}, { __index = Point })
Named.__index = Named

function Named.new(name, x, y)
  local self = Point.new(x, y)
  self.name = name
  return setmetatable(self, Named)
end

function Named:label() return self.name end

return function(n)
  local sum = 0
  local point = Point.new(0, 0)
  local named = Named.new("here", 1, 1)
  local defaults = setmetatable({}, { __index = function(_, key) return #key end })
  for i = 1, n do
    point:move(1, 2)
    named:move(1, -1)
    sum = (sum + point:weight() + named:weight() + #named:label() + defaults.four) % 1000003
    if i % 10 == 0 then
      point = point + Point.new(1, 1)
      if point == named then sum = sum + 1 end
    end
  end
  return string.format("%d", sum)
end
