type Point<T> = {x: T, y: T, label?: string @min_len(1) @max_len(9)}
type Shape = "circle" | 'square' | 3 | nil
type Handler = (event: Point<number>, string, ...any) -> (boolean, string?)
interface Store<K, V>: Base, lib.Other
  name: string
  size?: integer @min(0)
  function get(key: K): V?
  function put(key: K, value: V): (V?, string)
end
local function map<T, U: Shape>(list: {T}, f: (T) -> U, extra?: fun(a: T): U): {U}
  local out: U[] = {}
  for i: integer, v: T in ipairs(list) do out[i] = f(v) :: U end
  return out
end
local cache: {[string]: readonly {keyof(Point)}} <const> = {}
local n = (tonumber("3") as number) + cache.x!.y!
function Store:check(v): asserts v is Store<string, Map<string, number>>
  return v :: typeof(n) | nil
end
local r = map::<T, U>(xs, f)
local as, is, type, readonly, fun, interface = 1, 2, 3, 4, 5, 6
as = is ::done:: type = as
