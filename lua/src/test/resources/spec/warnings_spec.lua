-- Lua 5.4 manual §6.1: warn

it("takes pieces that are strings, at least one", function()
  fails(warn, "bad argument #1 to 'warn' (string expected, got no value)")
  fails(warn, "bad argument #2 to 'warn' (string expected, got table)", "a", {})
  all(pack(warn("@off")))
  all(pack(warn("a ", "warning")))
end)
