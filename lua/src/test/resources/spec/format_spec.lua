-- Manual §6.4: string.format.

it("integers", function()
  eq(string.format("%d %5d|%-5d|%05d|%+d|% d", 1, 2, 3, 4, 5, 6), "1     2|3    |00004|+5| 6") eq(string.format("%i", -7), "-7")
  eq(string.format("%x %X %#x %o %#o", 255, 255, 255, 8, 8), "ff FF 0xff 10 010") eq(string.format("%.3d|%8.3d|%-8.3d|%08d", 5, 5, 5, -5), "005|     005|005     |-0000005")
  eq(string.format("%x", -1), "ffffffffffffffff") eq(string.format("%d", math.mininteger), "-9223372036854775808") eq(string.format("%5.0d|", 0), "     |")
  eq(string.format("%d", 3.0), "3") eq(string.format("%d", "10"), "10") eq(string.format("%u", -1), "18446744073709551615")
  raises("number has no integer representation", string.format, "%d", 3.5) raises("number expected, got string", string.format, "%d", "x") raises("no value", string.format, "%d")
end)

it("floats", function()
  eq(string.format("%f %.2f %.0f %#.0f", 1.5, 1.005, 2.5, 2), "1.500000 1.00 2 2.") eq(string.format("%e %.0e %E", 12345.678, 12345.678, 0), "1.234568e+04 1e+04 0.000000E+00")
  eq(string.format("%g %g %g %g %g %g", 1e20, 1e-5, 100000, 1e6, 0.0001, 123456789), "1e+20 1e-05 100000 1e+06 0.0001 1.23457e+08") eq(string.format("%#g %.3g %G", 1.5, 1234567, 1e-10), "1.50000 1.23e+06 1E-10")
  eq(string.format("%10.3f|%-10.3f|%+.1f|%010.2f", 3.14159, 3.14159, 2, -1.5), "     3.142|3.142     |+2.0|-000001.50") eq(string.format("%5.1f", 1/0), "  inf") eq(string.format("%05.1f", -1/0), " -inf")
  eq(string.format("%a %A %.3a", 0.5, 255.5, 1/3), "0x1p-1 0X1.FFP+7 0x1.555p-2") eq(string.format("%.14g", 0.1), "0.1") eq(string.format("%.99f", 1/3):len(), 101) eq(string.format("%.0f", 1e22), "10000000000000000000000")
  eq(string.format("%.17g", 0.1), "0.10000000000000001") eq(string.format("%f", 3), "3.000000") eq(string.format("%.3f", "1e1"), "10.000")
end)

it("texts", function()
  eq(string.format("%s %s %s", 1, true, nil), "1 true nil") eq(string.format("%5s|%-5s|%.2s|%5.1s|", "ab", "ab", "abc", "xyz"), "   ab|ab   |ab|    x|") eq(string.format("%s", 1.0), "1.0") eq(string.format("%%"), "%")
  eq(string.format("%s\0is\0not\0%s", "not\0be", "be"), "not\0be\0is\0not\0be") eq(string.format("%-16c", 97), "a               ") eq(string.format("%c%c%c", 72, 0, 255), "H\0\xff") eq(string.format(""), "")
  eq(string.format("%s", setmetatable({}, {__tostring = function() return "obj" end})), "obj") eq(string.format("%5s|", setmetatable({}, {__tostring = function() return "ob" end})), "   ob|") eq(string.format("%.20s", ("x"):rep(30)), ("x"):rep(20))
  eq(string.format("%s", ("a"):rep(200)):len(), 200)
end)

it("quoted values read back", function()
  eq(string.format("%q", 'a "b" \\ \n\r\0\0011\t'), '"a \\"b\\" \\\\ \\\n\\13\\0\\0011\\9"') eq(load("return " .. string.format("%q", "\0\1\2\r\n\"\\\xff"))(), "\0\1\2\r\n\"\\\xff")
  eq(string.format("%q", 10), "10") eq(string.format("%q", math.mininteger), "0x8000000000000000") eq(string.format("%q", 0.1), "0x1.999999999999ap-4") eq(string.format("%q %q %q", 1/0, -1/0, 0/0), "1e9999 -1e9999 (0/0)") eq(string.format("%q %q", nil, true), "nil true")
  for _, v in ipairs {1, -1, math.maxinteger, 0.1, -1e100, 2^63, 5e-324} do eq(load("return " .. string.format("%q", v))(), v) end
  raises("value has no literal form", string.format, "%q", {}) raises("specifier '%q' cannot have modifiers", string.format, "%10q", "x") raises("string contains zeros", string.format, "%10s", "a\0b")
end)

it("wrong specifications", function()
  raises("invalid conversion '%y' to 'format'", string.format, "%y", 1) raises("invalid conversion '%' to 'format'", string.format, "%", 1) raises("invalid conversion", string.format, "%0123d", 1) raises("invalid conversion", string.format, "%10.123f", 1) raises("invalid conversion", string.format, "%#d", 1)
  raises("too long", string.format, "%" .. ("0"):rep(30) .. "d", 1) raises("invalid conversion", string.format, "%5.2c", 1) raises("invalid conversion", string.format, "%F", 1) raises("no value", string.format, "%s") raises("no value", string.format, "%d %d", 1) raises("invalid conversion", string.format, "%+s", 1) raises("invalid conversion", string.format, "%07s", "x") raises("invalid conversion", string.format, "%0.2s", "x") raises("invalid conversion", string.format, "%0c", 65) raises("invalid conversion", string.format, "%123s", 1)
end)

it("gives equal short strings one address, and long ones that were made apart their own", function()
  local function address(s) return string.format("%p", s) end
  eq(address("ab" .. "c"), address("abc"))
  local text <const> = "a text of more than forty bytes is not shared by all who make it"
  eq(address(text), address("a text of more than forty bytes is not shared by all who make it"))
  eq(address("a text of more than forty bytes " .. "is not shared by all who make it") == address(text), false)
  local made = ("ab"):rep(50)
  eq(address(made), address(made))
  eq(address(made) == address(("ab"):rep(50)), false)
  eq(address(made), address((made:gsub("c", "d"))))
  eq(address(made), address((made:gsub(".", {}))))
  eq(address(made) == address((made:gsub(".", "%0"))), false)
end)
