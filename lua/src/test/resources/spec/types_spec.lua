it("tells whether a value is of a declared type", function()
  type Point = {x: number, y: number, label?: string}
  eq(Point:is({x = 1, y = 2}).x, 1)
  eq((select(2, Point:is({x = 1, y = "2"}))), "field 'y': expected number, got \"2\"")
  eq((select(2, Point:is({x = 1}))), "field 'y': expected number, got nil")
  eq((select(2, Point:is({x = 1, y = 2, label = 3}))), "field 'label': expected string, got number")
  eq((select(2, Point:is(5))), "expected table, got number")
  eq(Point:is({x = 1, y = 2, z = 3}).z, 3)
end)

it("casts by calling a type", function()
  type Age = integer @min(0) @max(150)
  eq(Age(5), 5)
  local ok, err = pcall(Age, 200)
  eq(ok, false)
  eq(err:find("the max is 150", 1, true) ~= nil, true)
  eq(pcall(Age, "x"), false)
end)

it("is a value with a name", function()
  type Status = "on" | "off" | 3
  eq(tostring(Status), "Status")
  eq(Status:name(), "Status")
  eq(Status:kind(), "union")
  eq(type(Status), "userdata")
  eq(Status:is("on"), "on")
  eq(Status:is(3), 3)
  eq((select(2, Status:is("of"))), 'expected "on" | "off" | 3, got "of"')
end)

it("checks every part of a composed type", function()
  type Tree = {value: number, children: {Tree}?}
  type Names = {[string]: boolean}
  type Both = {a: number} & {b: number}
  type Call = (number) -> string
  interface Shape
    name: string
    area: (self: Shape) -> number
  end
  eq(Tree:is({value = 1, children = {{value = 2}}}).value, 1)
  eq((select(2, Tree:is({value = 1, children = {{value = 2}, {value = "x"}}}))),
    "field 'children[2].value': expected number, got \"x\"")
  eq(Names:is({a = true}).a, true)
  eq((select(2, Names:is({a = 1}))), "field 'a': expected boolean, got number")

  eq(Both:is({a = 1, b = 2}).b, 2)
  eq((select(2, Both:is({a = 1}))), "field 'b': expected number, got nil")
  eq(Call:is(print), print)
  eq((select(2, Call:is(1))), "expected function, got number")
  eq(Shape:is({name = "s", area = print}).name, "s")
  eq((select(2, Shape:is({name = "s"}))), "field 'area': expected function, got nil")
end)

it("puts types in place of type parameters", function()
  type Result<T, E> = {ok: true, value: T} | {ok: false, error: E}
  type Numbers = Result<number, string>
  eq(Numbers:is({ok = true, value = 1}).value, 1)
  eq(Numbers:is({ok = false, error = "x"}).error, "x")
  eq(Numbers:is({ok = true, value = "x"}), nil)
  type List<T> = {head: T, tail: List<T>?}
  type Words = List<string>
  eq(Words:is({head = "a", tail = {head = "b"}}).head, "a")
  eq((select(2, Words:is({head = "a", tail = {head = 1}}))), "field 'tail.head': expected string, got number")
end)

it("checks lengths", function()
  type Name = string @min_len(1) @max_len(3)
  type Few = {number} @max_len(2)
  eq(Name:is("ab"), "ab")
  eq((select(2, Name:is(""))), "the value has length 0, the min length is 1")
  eq((select(2, Few:is({1, 2, 3}))), "the value has length 3, the max length is 2")
end)

it("knows the types of Lua", function()
  type A = any type N = nil type I = integer type F = function type T = thread
  eq(A:is(false), false)
  eq((select(2, N:is(1))), "expected nil, got number")
  eq(I:is(2), 2)
  eq((select(2, I:is(2.5))), "expected integer, got number")
  eq(F:is(print), print)
  eq(T:is(coroutine.create(print)) ~= nil, true)
end)

it("ends at values without end", function()
  type Node = {next: Node?}
  local node = {}
  node.next = node
  eq((select(2, Node:is(node))):find("nested more than", 1, true) ~= nil, true)
  type Many = {a: Many?, b: Many?} | {a: Many?, b: Many?, c: number}
  local deep = {}
  for _ = 1, 60 do deep = {a = deep, b = deep} end
  deep.a.a.a.a.a.b = 5
  eq(Many:is(deep), nil)
end)

it("is reached from inner functions and where it is declared later", function()
  type Outer = {inner: Inner}
  type Inner = {n: number}
  local function check(v) return Outer:is(v) ~= nil end
  eq(check({inner = {n = 1}}), true)
  eq(check({inner = {n = "x"}}), false)
  for i = 1, 300 do check({inner = {n = i}}) end
end)
