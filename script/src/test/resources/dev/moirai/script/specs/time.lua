local time = require("time")

function spec.sleep_takes_at_least_its_time()
    local before = time.now()
    time.sleep("20ms")
    eq(time.now():sub(before):milliseconds() >= 20, true)
end

function spec.sleep_takes_numbers_as_nanoseconds_and_durations()
    time.sleep(1000)
    time.sleep(1 * time.MILLISECOND)
    time.sleep(time.parse_duration("1ms"))
    fails("Invalid", "invalid duration \"soon\"", time.sleep("soon"))
end

function spec.after_fires_once_and_is_then_closed()
    local ch = time.after("1ms")
    local value, ok = ch:receive()
    eq(ok, true)
    eq(type(value:unix()), "number")
    value, ok = ch:receive()
    eq(value, nil)
    eq(ok, false)
    fails("Invalid", "time.after: duration must be > 0", time.after(0))
end

function spec.a_time_out_in_a_select()
    local ch, timeout = channel.new(), time.after("5ms")
    eq(channel.select({ ch:case_receive(), timeout:case_receive() }).channel == timeout, true)
end

function spec.a_time_out_that_passed_while_busy_is_seen_by_a_default_select()
    local timeout = time.after("1ms")
    time.sleep("2ms")
    eq(channel.select({ timeout:case_receive(), default = true }).default, nil)
end

function spec.a_stopped_timer_does_not_fire()
    local timer = time.timer("1ms")
    eq(timer:stop(), true)
    eq(timer:stop(), false)
    eq(select(2, timer:channel():receive()), false)
end

function spec.a_timer_can_be_set_again()
    local timer = time.timer("1h")
    eq(timer:reset("1ms"), true)
    eq(select(2, timer:channel():receive()), true)
    eq(timer:reset("1ms"), false)
    eq(select(2, timer:response():receive()), true)
    eq(pcall(timer.reset, timer, "x"), false)
end

function spec.a_timer_that_is_set_again_while_someone_waits_wakes_them()
    local timer, got = time.timer("1h"), false
    coroutine.spawn(function() timer:channel():receive() got = true end)
    time.sleep("1ms")
    timer:reset("1ms")
    time.sleep("5ms")
    eq(got, true)
end

function spec.a_ticker_ticks_until_it_is_stopped()
    local ticker = time.ticker("2ms")
    for _ = 1, 3 do eq(select(2, ticker:channel():receive()), true) end
    eq(ticker:stop(), true)
    eq(select(2, ticker:channel():receive()), false)
end

function spec.durations()
    local d = time.parse_duration("1h30m45s")
    eq(tostring(d), "1h30m45s")
    eq(d:hours(), 1.5125)
    eq(d:milliseconds(), 5445000)
    eq(d == time.parse_duration(5445 * time.SECOND), true)
    eq(time.parse_duration("1s") < d, true)
    eq(tostring(time.parse_duration("60m")), "1h0m0s")
    eq(tostring(time.parse_duration("1500us")), "1.5ms")
    fails("Invalid", "invalid duration", time.parse_duration("10 parsecs"))
end

function spec.what_is_beyond_all_times_is_an_error()
    local last = time.date(999999999, 12, 31, 23, 59, 59, 0, time.utc)
    local function refused(f) eq(tostring(select(2, pcall(f))):find("out of range", 1, true) ~= nil, true) end
    refused(function() last:add("1h") end)
    refused(function() last:add_date(0, 1, 0) end)
    refused(function() last:add_date(math.maxinteger, 0, 0) end)
    refused(function() last:add_date(0, math.maxinteger, 0) end)
    fails("Invalid", "out of range", time.date(math.maxinteger, 1, 1, 0, 0, 0, 0))
    fails("Invalid", "out of range", time.date(1, math.mininteger, 1, 0, 0, 0, 0))
    fails("Invalid", "out of range", time.unix(math.maxinteger))
    fails("Invalid", "out of range", time.unix(1e300))
    eq(last:format("2006-01-02"), "999999999-12-31")
    eq(last:round(1):equal(last), true)
    eq(last:sub(time.unix(0)):nanoseconds(), math.maxinteger)
    local never = channel.select({ time.after(math.maxinteger):case_receive(), default = true })
    eq(never.default, true)
end

function spec.at_most_sixteen_ticks_wait()
    local ticker = time.ticker("1ms")
    time.sleep("40ms")
    local last = time.now():unix_nano()
    local count = 0
    while not channel.select({ ticker:channel():case_receive(), default = true }).default do count = count + 1 end
    local since = (time.now():unix_nano() - last) // time.MILLISECOND
    eq(count >= 16 and count <= 17 + since, true, count)
end

function spec.formats_are_written_as_in_go()
    local t = time.date(2024, 2, 9, 15, 4, 5, 123456789, time.utc)
    eq(t:format(time.RFC3339), "2024-02-09T15:04:05Z")
    eq(t:format("Mon Jan 2 15:04:05 MST 2006"), "Fri Feb 9 15:04:05 UTC 2024")
    eq(t:format("Monday, 02-Jan-06 03:04:05 PM .000 -0700"), "Friday, 09-Feb-24 03:04:05 PM .123 +0000")
    eq(t:format("2006-01-02 15:04:05.999999"), "2024-02-09 15:04:05.123456")
    eq(t:format(time.KITCHEN), "3:04PM")
    eq(t:format(time.ANSIC), "Fri Feb  9 15:04:05 2024")
    eq(t:format_rfc3339(), "2024-02-09T15:04:05Z")
end

function spec.times_are_parsed_as_in_go()
    local t = time.parse(time.RFC3339, "2024-02-09T15:04:05.25+02:00")
    eq(t:utc():format("2006-01-02T15:04:05.00Z07:00"), "2024-02-09T13:04:05.25Z")
    eq(time.parse("2006-01-02", "2024-02-29"):unix(), 1709164800)
    eq(time.parse("3:04PM", "4:20AM"):hour(), 4)
    eq(time.parse("3:04", "12:20"):hour(), 12)
    eq(time.parse("04:05", "07:08"):minute(), 7)
    eq(time.parse(time.RFC1123, "Mon, 29 Feb 2024 13:05:07 UTC"):weekday(), time.THURSDAY)
    fails("Invalid", "cannot parse", time.parse("2006-01-02", "yesterday"))
    fails("Invalid", "cannot parse", time.parse("2006-01-02", "2023-02-29"))
    fails("Invalid", "cannot parse", time.parse("15:04", "24:00"))
end

function spec.parts_of_a_time()
    local t = time.date(2024, 12, 31, 23, 59, 58, 7, time.utc)
    local y, m, d = t:date()
    eq(y * 10000 + m * 100 + d, 20241231)
    local h, min, s = t:clock()
    eq(h * 10000 + min * 100 + s, 235958)
    eq(t:nanosecond(), 7)
    eq(t:weekday(), time.TUESDAY)
    eq(t:year_day(), 366)
    eq(t:month(), time.DECEMBER)
    eq(t:add("2s"):year(), 2025)
    eq(t:add_date(0, 2, 0):format("2006-01-02"), "2025-03-03")
    eq(t:truncate("1h"):format("15:04:05"), "23:00:00")
    eq(t:round("1h"):format("15:04:05"), "00:00:00")
    eq(time.unix(1, 5):unix_nano(), 1000000005)
    eq(time.unix(1.5):unix_nano(), 1500000000)
    eq(tostring(time.unix(1.5):utc()), "1970-01-01 00:00:01.5 +0000 UTC")
    eq(time.unix(1):before(time.unix(2)), true)
    eq(time.unix(2):after(time.unix(1)), true)
    eq(time.unix(2):equal(time.unix(2)), true)
    eq(time.unix(2) > time.unix(1), true)
end

function spec.time_zones()
    local zone = time.load_location("America/New_York")
    eq(tostring(zone), "America/New_York")
    eq(time.unix(0):in_location(zone):format("15:04 MST"), "19:00 EST")
    eq(time.unix(0):in_location(time.fixed_zone("X", 3600)):hour(), 1)
    local x = time.unix(0):in_location(time.fixed_zone("X", 3600))
    eq(x:add("1h"):format("15:04 MST -07"), "02:00 X +01")
    eq(x:location():string(), "X")
    eq(time.load_location("EST"):string(), "EST")
    fails("NotFound", "unknown time zone", time.load_location("Nowhere/Land"))
    fails("NotFound", "unknown time zone", time.load_location("GMT+1"))
    fails("Invalid", "empty location name", time.load_location(""))
end

function spec.times_and_durations_can_be_sent()
    process.send(process.pid(), "t", time.unix(5), time.parse_duration("5s"))
    local values = process.listen("t"):receive()
    eq(values[1]:unix(), 5)
    eq(tostring(values[2]), "5s")
end
