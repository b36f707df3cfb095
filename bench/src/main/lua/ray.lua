-- A ray tracer with spheres, shadows and mirrors: vectors as tables with operators, closures, float arithmetic.
local sqrt, floor, max = math.sqrt, math.floor, math.max

local Vector = {}
Vector.__index = Vector
local function vector(x, y, z) return setmetatable({ x = x, y = y, z = z }, Vector) end
Vector.__add = function(a, b) return vector(a.x + b.x, a.y + b.y, a.z + b.z) end
Vector.__sub = function(a, b) return vector(a.x - b.x, a.y - b.y, a.z - b.z) end
Vector.__mul = function(a, k) return vector(a.x * k, a.y * k, a.z * k) end
function Vector.dot(a, b) return a.x * b.x + a.y * b.y + a.z * b.z end
function Vector.unit(a) return a * (1 / sqrt(a:dot(a))) end

local function sphere(centre, radius, brightness, mirror)
  return {
    brightness = brightness,
    mirror = mirror,
    hit = function(origin, direction)
      local to = centre - origin
      local along = to:dot(direction)
      local square = radius * radius - (to:dot(to) - along * along)
      if square < 0 then return nil end
      local distance = along - sqrt(square)
      return distance > 1e-4 and distance or nil
    end,
    normal = function(at) return (at - centre):unit() end,
  }
end

local function nearest(scene, origin, direction)
  local best, which
  for _, thing in ipairs(scene) do
    local distance = thing.hit(origin, direction)
    if distance and (not best or distance < best) then best, which = distance, thing end
  end
  return which, best
end

local light = vector(5, 8, -6)

local function trace(scene, origin, direction, depth)
  local thing, distance = nearest(scene, origin, direction)
  if not thing then return 0.2 + 0.1 * max(0, direction.y) end
  local at = origin + direction * distance
  local normal = thing.normal(at)
  local to_light = (light - at):unit()
  local shade = nearest(scene, at, to_light) and 0.1 or max(0.1, normal:dot(to_light))
  local result = thing.brightness * shade
  if thing.mirror > 0 and depth > 0 then
    local reflected = direction - normal * (2 * direction:dot(normal))
    result = result * (1 - thing.mirror) + thing.mirror * trace(scene, at, reflected:unit(), depth - 1)
  end
  return result
end

return function(n)
  local scene = { sphere(vector(0, -1000, 0), 998, 0.6, 0.1) }
  for i = 1, 5 do scene[#scene + 1] = sphere(vector(i - 3, (i % 2) * 0.7 - 1, 4 + i % 3), 0.9, 0.5 + i / 10, 0.4) end
  local camera, sum = vector(0, 0, -4), 0
  for row = 1, n do
    for column = 1, n do
      local direction = vector((column - n / 2) / n, (n / 2 - row) / n, 1):unit()
      sum = (sum * 3 + floor(trace(scene, camera, direction, 3) * 200)) % 1000003
    end
  end
  return string.format("%d", sum)
end
