-- Manual §6.9: the times of os.

it("date writes times as C does", function()
  eq(os.date("!%c", 0), "Thu Jan  1 00:00:00 1970") eq(os.date("!%x %X %p %A %B %j %U %w %W %y %Z %%", 0), "01/01/70 00:00:00 AM Thursday January 001 00 4 00 70 GMT %") eq(os.date("!%a %b %d %H:%M:%S %D %e %F %g %G %h %I", 86400 * 400), "Fri Feb 05 00:00:00 02/05/71  5 1971-02-05 71 1971 Feb 12") eq(os.date("!%n %R %r %t %T %u %V %C %z", 86400 * 400), "\n 00:00 12:00:00 AM \t 00:00:00 5 05 19 +0000")
  eq(os.date("!%Ec %EC %Ex %EX %Ey %EY %Od %Oe %OH %OI %Om %OM %OS %Ou %OU %OV %Ow %OW %Oy", 0), "Thu Jan  1 00:00:00 1970 19 01/01/70 00:00:00 70 1970 01  1 00 12 01 00 00 4 00 01 4 00 70") eq(os.date("!%Y-%m-%d %H:%M:%S", 1e9 // 1 | 0), "2001-09-09 01:46:40") eq(os.date("!", 0), "") eq(os.date("!x", 5), "x") eq(os.date("!%d", -1), "31") eq(os.date("!%B %b", 86400 * 250), "September Sep")
  raises("invalid conversion specifier '%Q'", os.date, "%Q") raises("invalid conversion specifier '%Ez'", os.date, "%Ez") raises("invalid conversion specifier '%'", os.date, "%") raises("invalid conversion specifier '%E'", os.date, "%E") raises("cannot be represented", os.date, "*t", 1e18 // 1 | 0)
end)

it("date gives the fields of a time", function()
  local t = os.date("!*t", 86400 * 59 + 3661) eq(t.year, 1970) eq(t.month, 3) eq(t.day, 1) eq(t.hour, 1) eq(t.min, 1) eq(t.sec, 1) eq(t.wday, 1) eq(t.yday, 60) eq(t.isdst, false)
end)

it("time is the inverse of date, and brings fields into their ranges", function()
  local now = os.time() local t = os.date("*t", now) eq(os.time(t), now) t = {year = 2020, month = 14, day = -3, hour = 25, min = 61, sec = 61} os.time(t) eq(t.year, 2021) eq(t.month, 1) eq(t.day, 29) eq(t.hour, 2) eq(t.min, 2) eq(t.sec, 1) eq(t.yday, 29) local a = os.time {year = 2020, month = 1, day = 1} local b = os.time {year = "2020", month = "1", day = "2", hour = 12} eq(b - a, 86400) eq(os.difftime(b, a), 86400.0)
  raises("field 'month' missing in date table", os.time, {year = 2020}) raises("field 'month' is not an integer", os.time, {year = 2020, month = "x", day = 1}) raises("field 'month' is not an integer", os.time, {year = 2020, month = 1.5, day = 1}) raises("field 'year' is out-of-bound", os.time, {year = 1 << 50, month = 1, day = 1}) raises("table expected", os.time, 1) raises("number expected, got no value", os.difftime, 5) eq(math.type(os.clock()), "float")
end)
