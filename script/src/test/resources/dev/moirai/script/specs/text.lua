local text = require("text")

local function list(t) return table.concat(t, "|") end

function spec.a_pattern_finds_matches()
    local re = text.regexp.compile("([a-z]+)=(?P<value>[0-9]+)")
    eq(re:match_string("x a=1"), true)
    eq(re:match_string("none"), false)
    eq(re:find_string("x a=1 b=22"), "a=1")
    eq(re:find_string("none"), nil)
    eq(list(re:find_all_string("x a=1 b=22")), "a=1|b=22")
    eq(#re:find_all_string("none"), 0)
    eq(list(re:find_string_submatch("x a=1")), "a=1|a|1")
    eq(re:find_all_string_submatch("a=1 b=22")[2][3], "22")
    eq(re:num_subexp(), 2)
    eq(list(re:subexp_names()), "|value")
    eq(re:string(), "([a-z]+)=(?P<value>[0-9]+)")
    eq(list(text.regexp.compile("(a)|(b)"):find_string_submatch("b")), "b||b")
end

function spec.positions_are_bytes()
    local re = text.regexp.compile("ö+")
    local at = re:find_string_index("aöö😀")
    eq(("aöö😀"):sub(at[1], at[2]), "öö")
    local all = text.regexp.compile("."):find_all_string_index("a😀ü")
    eq(#all, 3)
    eq(all[2][1], 2)
    eq(all[2][2], 5)
    eq(all[3][2], 7)
    eq(text.regexp.compile("b"):find_string("\255\254b"), "b")
    eq(text.regexp.compile("b"):find_string_index("\255\254b")[1], 3)
end

function spec.matches_are_replaced_and_split_at()
    local re = text.regexp.compile("a(?P<x>[0-9])")
    eq(re:replace_all_string("a1-a2", "<$1>"), "<1>-<2>")
    eq(re:replace_all_string("a1-a2", "${x}$$"), "1$-2$")
    eq(re:replace_all_string("a1", "$9$nope."), ".")
    eq(re:replace_all_string("b", "x"), "b")
    local comma = text.regexp.compile(",")
    eq(list(comma:split("a,b,c", -1)), "a|b|c")
    eq(list(comma:split("a,b,c")), "a|b|c")
    eq(list(comma:split("a,b,c", 2)), "a|b,c")
    eq(#comma:split("a,b,c", 0), 0)
    eq(list(text.regexp.compile(""):split("abc", -1)), "a|b|c")
    eq(list(comma:split(",", -1)), "|")
end

function spec.hostile_patterns_cost_no_more_than_their_length()
    eq(text.regexp.compile("(a*)*b"):match_string(string.rep("a", 5000)), false)
    eq(text.regexp.compile("(x+x+)+y"):match_string(string.rep("x", 5000)), false)
    fails("Invalid", "too large", text.regexp.compile("((a{1000}){1000})"))
    fails("Invalid", "too large", text.regexp.compile(string.rep("(", 500) .. string.rep(")", 500)))
    fails("Invalid", "at most 1000 characters", text.regexp.compile(string.rep("a", 1001)))
    fails("Invalid", "no regular expression", text.regexp.compile("a("))
    fails("Invalid", "no regular expression", text.regexp.compile("(?=a)"))
    eq(text.regexp.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T([0-9]{2}:){2}[0-9]{2}"):match_string("2024-01-01T10:10:10"), true)
    fails("Invalid", "takes too long", text.regexp.compile("(.*)(.*)(.*)(.*)[^x]{900}y"):match_string(string.rep("a", 3000000)))
end

function spec.many_matches_let_others_run_between()
    local others = 0
    coroutine.spawn(function() others = others + 1 end)
    eq(#text.regexp.compile("a"):find_all_string(string.rep("a", 50000)), 50000)
    fails("Invalid", "more than 100000 matches", text.regexp.compile("a"):find_all_string(string.rep("a", 100001)))
end

function spec.differences_are_told_word_by_word()
    local differ = text.diff.new()
    local diffs = differ:compare("hello world", "hello there")
    eq(#diffs, 3)
    eq(diffs[1].operation .. diffs[1].text, "equalhello ")
    eq(diffs[2].operation .. diffs[2].text, "deleteworld")
    eq(diffs[3].operation .. diffs[3].text, "insertthere")
    local summary = differ:summarize(diffs)
    eq(summary.equals .. "/" .. summary.deletions .. "/" .. summary.insertions, "6/5/5")
    eq(differ:pretty_html(diffs), "hello <del>world</del><ins>there</ins>")
    eq(differ:pretty_html(differ:compare("<a>", "<a>")), "&lt;a&gt;")
    eq(#differ:compare("", ""), 0)
    eq(differ:compare("", "x")[1].operation, "insert")
    fails("Invalid", "unknown option", text.diff.new({ nope = 1 }))
end

function spec.differences_turn_one_text_into_the_other()
    local differ = text.diff.new()
    local a, b = {}, {}
    local state = 7
    local function random(n) state = (state * 1103515245 + 12345) % 2147483648 return state // 65536 % n end
    for _ = 1, 60 do
        local old, new = {}, {}
        for i = 1, 30 do
            local word = "w" .. random(5)
            if random(4) > 0 then old[#old + 1] = word end
            if random(4) > 0 then new[#new + 1] = word end
        end
        old, new = table.concat(old, " "), table.concat(new, " ")
        local from, to = {}, {}
        for _, d in ipairs(differ:compare(old, new)) do
            if d.operation ~= "insert" then from[#from + 1] = d.text end
            if d.operation ~= "delete" then to[#to + 1] = d.text end
        end
        eq(table.concat(from), old)
        eq(table.concat(to), new)
        local result, ok = differ:patch_apply(differ:patch_make(old, new), old)
        eq(ok, true)
        eq(result, new)
    end
end

function spec.texts_that_differ_in_everything_are_told_so()
    local differ = text.diff.new()
    local a, b = {}, {}
    for i = 1, 3000 do a[i] = "a" .. i b[i] = "b" .. i end
    local diffs = differ:compare(table.concat(a, "\n"), table.concat(b, "\n"))
    eq(diffs[1].operation, "delete")
end

function spec.a_patch_finds_its_place_in_a_text_that_changed_elsewhere()
    local differ = text.diff.new()
    local patches = differ:patch_make("The quick brown fox", "The quick red fox")
    local result, ok = differ:patch_apply(patches, "Well. The quick brown fox")
    eq(ok, true)
    eq(result, "Well. The quick red fox")
    result, ok = differ:patch_apply(patches, "nothing like it")
    eq(ok, false)
    eq(result, "nothing like it")
    fails("Invalid", "expected what patch_make gave", differ:patch_apply({ 1 }, "x"))
end

function spec.texts_are_split_into_chunks()
    local splitter = text.splitter.recursive({ chunk_size = 20, chunk_overlap = 0 })
    local chunks = splitter:split_text("one two three four five six seven\n\neight nine")
    for _, chunk in ipairs(chunks) do eq(utf8.len(chunk) <= 20, true, chunk) end
    eq(list(chunks), "one two three four|five six seven|eight nine")
    eq(list(text.splitter.recursive({ chunk_size = 2, chunk_overlap = 0 }):split_text("aäöb")), "aä|öb")
    local overlapping = text.splitter.recursive({ chunk_size = 11, chunk_overlap = 5 }):split_text("aaa bbb ccc ddd")
    eq(list(overlapping), "aaa bbb ccc|ccc ddd")
    eq(#splitter:split_text(""), 0)
    fails("Invalid", "chunk_overlap must be less", text.splitter.recursive({ chunk_size = 10, chunk_overlap = 10 }))
    fails("Invalid", "chunk_size must be", text.splitter.recursive({ chunk_size = 0 }))
end

function spec.markdown_is_split_at_headings()
    local doc = "# A\nintro\n\n## B\ntext b\n\n```\ncode one\n\ncode two\n```\n\n# C\n| a | b |\n| 1 | 2 |\n"
    local chunks = text.splitter.markdown({ chunk_size = 40, chunk_overlap = 0, code_blocks = true,
        heading_hierarchy = true, join_table_rows = true }):split_text(doc)
    eq(chunks[1], "# A\nintro")
    eq(chunks[2]:find("# A\n## B\n", 1, true), 1)
    eq(chunks[#chunks], "# C\n| a | b |\n| 1 | 2 |")
    local whole = false
    for _, chunk in ipairs(chunks) do whole = whole or chunk:find("code one\n\ncode two", 1, true) ~= nil end
    eq(whole, true)
    fails("Invalid", "unknown option", text.splitter.markdown({ reference_links = true }))
end

function spec.pages_keep_their_metadata()
    local splitter = text.splitter.recursive({ chunk_size = 5, chunk_overlap = 0 })
    local chunks = splitter:split_batch({ { content = "aa bb cc", metadata = { page = 1 } },
        { content = "dd", metadata = { page = 2 } } })
    eq(#chunks, 3)
    eq(chunks[1].metadata.page, 1)
    eq(chunks[3].content, "dd")
    eq(chunks[3].metadata.page, 2)
    fails("Invalid", "page 1 has no 'content'", splitter:split_batch({ {} }))
end
