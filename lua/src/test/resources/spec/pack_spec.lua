-- Manual §6.4.2: string.pack, packsize and unpack.

local pack, unpack, packsize = string.pack, string.unpack, string.packsize

it("integers of every size, both ways", function()
  for i = 1, 16 do
    local s = string.rep("\xff", i) eq(unpack("<i" .. i, pack("<i" .. i, -1)), -1) eq(pack("<i" .. i, -1), s) eq(packsize("i" .. i), i)
    local x = pack("<i" .. i, 10) eq(x, "\10" .. ("\0"):rep(i - 1)) eq(pack(">i" .. i, 10), x:reverse()) eq((unpack("<I" .. i, x)), 10) eq((unpack(">I" .. i, x:reverse())), 10)
  end
  for i = 1, 8 do local limit = 1 << (i * 8 - 1) if i < 8 then eq((unpack("<i" .. i, pack("<i" .. i, limit - 1))), limit - 1) eq((unpack(">i" .. i, pack(">i" .. i, -limit))), -limit)
    raises("overflow", pack, "<i" .. i, limit) raises("overflow", pack, ">i" .. i, -limit - 1) raises("overflow", pack, "<I" .. i, 1 << (i * 8)) end end
  eq((unpack("<j", pack("<j", math.mininteger))), math.mininteger) eq(packsize("bBhHiIlLjJTfdn"), 1 + 1 + 2 + 2 + 4 + 4 + 8 + 8 + 8 + 8 + 8 + 4 + 8 + 8)
  raises("16-byte integer does not fit into Lua Integer", unpack, "<I16", ("\xff"):rep(15) .. "\1") raises("does not fit", unpack, ">i9", "\1" .. ("\0"):rep(8)) eq((unpack("<i16", ("\xff"):rep(16))), -1)
end)

it("floats", function()
  for _, n in ipairs {0, -1.5, 2^40, 1/0, -1/0, 0.5} do eq((unpack("<d", pack("<d", n))), n + 0.0) eq((unpack(">n", pack(">n", n))), n + 0.0) eq((unpack("<f", pack("<f", n))), n + 0.0) end
  eq(pack(">d", 1), "\x3f\xf0\0\0\0\0\0\0") eq(pack("<f", 1), "\0\0\x80\x3f") eq((unpack("<d", pack(">d", 24):reverse())), 24.0)
end)

it("strings", function()
  eq(pack("z", "alo"), "alo\0") eq(pack("s1", "alo"), "\3alo") eq(pack(">s2", "hi"), "\0\2hi") eq(pack("c5", "abc"), "abc\0\0") eq(pack("<s", "x"), "\1\0\0\0\0\0\0\0x") all({unpack("zs1c2", "a\0\2bccd")}, "a", "bc", "cd", 8) all({unpack("c0", "abc")}, "", 1)
  raises("string longer than given size", pack, "c2", "abc") raises("does not fit", pack, "s1", ("x"):rep(256)) raises("contains zeros", pack, "z", "a\0") raises("unfinished string", unpack, "z", "abc") raises("too short", unpack, "s1", "\5abc") raises("too short", unpack, "c4", "abc") raises("missing size", pack, "c", "a")
end)

it("alignment and padding", function()
  eq(packsize("<! c3 xi4"), 8) eq(pack("<!4 b i4", 1, 2), "\1\0\0\0\2\0\0\0") eq(pack(" < i1 i2 ", 2, 3), "\2\3\0") eq(packsize("!8 b Xh i4 i8 c1 Xi8"), 24) eq(pack(">!8 b Xh i4 i8 c1 Xi8", -12, 100, 200, "\xEC"), "\xf4\0\0\0\0\0\0\100\0\0\0\0\0\0\0\xC8\xEC\0\0\0\0\0\0\0") eq(pack("<!2 b i4 i4 i2 i4 i8 i2 Xi8", 1, 2, 3, 4, 5, 6, 7):len() % 2, 0)
  raises("not power of 2", pack, "!4 i3", 0) raises("invalid next option", pack, "X") raises("invalid next option", pack, "Xz") raises("invalid next option", pack, "X X") raises("invalid next option", pack, "Xc1")
end)

it("positions and errors", function()
  all({unpack("<i2", "\1\0\2\0", 3)}, 2, 5) all({unpack("<i2", "\1\0\2\0", -2)}, 2, 5) all({unpack("", "abc", 4)}, 4) raises("out of string", unpack, "b", "abc", 5) raises("too short", unpack, "i4", "abc") raises("out of limits [1,16]", pack, "i17", 1) raises("out of limits", pack, "i0", 1) raises("invalid format option 'y'", pack, "y")
  raises("variable-", packsize, "s") raises("variable-", packsize, "z") raises("too large", packsize, ("c214748364"):rep(11))
  local s = pack("<i4i4i4", 1, 2, 3) local t, at = {} , 1 while at <= #s do local v v, at = unpack("<i4", s, at) t[#t + 1] = v end all(t, 1, 2, 3)
end)
