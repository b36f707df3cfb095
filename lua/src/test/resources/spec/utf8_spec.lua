-- Manual §6.5: utf8.

it("char and codepoint", function()
  eq(utf8.char(72, 228, 8364, 0x10FFFF), "H\u{E4}\u{20AC}\u{10FFFF}") eq(utf8.char(), "") eq(utf8.char(0), "\0") eq(utf8.char(0x7FFFFFFF), "\u{7FFFFFFF}") all({utf8.codepoint("héllo", 1, -1)}, 104, 233, 108, 108, 111) all({utf8.codepoint("abc", 3, 2)}) all({utf8.codepoint("€")}, 8364)
  raises("value out of range", utf8.char, -1) raises("value out of range", utf8.char, 0x80000000) raises("out of bounds", utf8.codepoint, "abc", 4) raises("out of bounds", utf8.codepoint, "abc", 0) raises("out of bounds", utf8.codepoint, "abc", 1, 5) raises("invalid UTF-8 code", utf8.codepoint, "\xff")
end)

it("len", function()
  eq(utf8.len("héllo"), 5) eq(utf8.len(""), 0) eq(select(2, utf8.len("a\xffb")), 2) eq(utf8.len("héllo", 2), 4) eq(select(2, utf8.len("héllo", 3)), 3) eq(utf8.len("abc", 4), 0) eq(utf8.len("abc", 3, 1), 0) eq(utf8.len("汉字"), 2) eq(utf8.len("汉字", -3), 1)
  raises("initial position out of bounds", utf8.len, "abc", 5) raises("initial position out of bounds", utf8.len, "abc", -4) raises("final position out of bounds", utf8.len, "abc", 1, 4)
  for _, bad in ipairs {"\xC0\x80", "\xF4\x9F\xBF", "\u{D7FF}\x80", "\u{D800}", "\u{DFFF}", "\u{110000}", "\xE0\x80\x80", "\x80", "\xBF", "\xFE", "\xFF", "\xF0\x80\x80\x80", "\xC3"} do eq(utf8.len(bad), nil, bad) end
  eq(utf8.len("\u{D800}\u{7FFFFFFF}", 1, -1, true), 2) eq(utf8.len("\u{10FFFF}\u{D7FF}\u{E000}"), 3)
end)

it("offset", function()
  eq(utf8.offset("héllo", 3), 4) eq(utf8.offset("héllo", -1), 6) eq(utf8.offset("héllo", 0, 3), 2) eq(utf8.offset("a", 5), nil) eq(utf8.offset("alo", 5), nil) eq(utf8.offset("alo", -4), nil) eq(utf8.offset("alo", 4), 4) eq(utf8.offset("", 1), 1) eq(utf8.offset("", 0), 1) eq(utf8.offset("汉字", 2), 4) eq(utf8.offset("汉字", -2), 1) eq(utf8.offset("abc", 1, 4), 4)
  raises("position out of bounds", utf8.offset, "abc", 1, 5) raises("position out of bounds", utf8.offset, "abc", 1, -4) raises("initial position is a continuation byte", utf8.offset, "𦧺", 1, 2) raises("continuation byte", utf8.offset, "\x80", 1)
end)

it("codes", function()
  local t = {} for p, c in utf8.codes("aé€") do t[#t + 1] = p t[#t + 1] = c end all(t, 1, 97, 2, 233, 4, 8364) for _ in utf8.codes("") do error("none") end
  raises("invalid UTF-8 code", function() for _ in utf8.codes("ab\xff") do end end) raises("invalid UTF-8 code", function() for _ in utf8.codes("\u{D800}") do end end) t = {} for _, c in utf8.codes("\u{D800}", true) do t[1] = c end all(t, 0xD800)
end)

it("charpattern", function()
  local t = {} for c in ("aé€\u{10FFFF}"):gmatch(utf8.charpattern) do t[#t + 1] = c end all(t, "a", "é", "€", "\u{10FFFF}") eq(utf8.charpattern, "[\0-\x7F\xC2-\xFD][\x80-\xBF]*")
end)

it("finds the beginning of a character, by default of the first one", function()
  eq(utf8.offset("été", 0), 1)
  eq(utf8.offset("\x80", 0), 1)
  eq(utf8.offset("été", 0, 2), 1)
  eq(utf8.offset("été", 0, 5), 4)
end)
