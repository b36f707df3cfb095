package dev.moirai.script.module;

import dev.moirai.lua.Call;
import dev.moirai.lua.Continuation;
import dev.moirai.lua.LuaString;
import dev.moirai.lua.LuaStringBuilder;
import dev.moirai.lua.LuaTable;
import dev.moirai.lua.Values;
import dev.moirai.script.process.ObjectType;
import dev.moirai.script.process.Portable;
import dev.moirai.script.process.Refusal;
import dev.moirai.script.text.Regex;
import dev.moirai.script.text.Search;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** {@code text.regexp}: regular expressions as objects of Lua, with the methods Go has. */
final class Regexps {
    private static final int MOST_MATCHES = 100_000;

    private record Compiled(Regex regex) implements Portable {}

    private static final ObjectType<Compiled> TYPE = ObjectType.named("regexp", Compiled.class)
            .fallible("match_string", (call, re) -> call.returns(first(call, re) != null))
            .fallible("find_string", (call, re) -> {
                Search search = first(call, re);
                call.returns(search == null ? null : group(call, call.checkString(2), search, 0));
            })
            .fallible("find_string_submatch", (call, re) -> {
                Search search = first(call, re);
                call.returns(search == null ? null : groups(call, call.checkString(2), search, re.regex));
            })
            .fallible("find_string_index", (call, re) -> {
                Search search = first(call, re);
                call.returns(search == null ? null : bounds(call, search));
            })
            .fallible("find_all_string", (call, re) -> all(call, re, (at, text, search) -> group(at, text, search, 0)))
            .fallible(
                    "find_all_string_submatch",
                    (call, re) -> all(call, re, (at, text, search) -> groups(at, text, search, re.regex)))
            .fallible("find_all_string_index", (call, re) -> all(call, re, (at, _, search) -> bounds(at, search)))
            .fallible("replace_all_string", Regexps::replace)
            .fallible("split", Regexps::split)
            .getter("num_subexp", (_, re) -> Values.box(re.regex.groups()))
            .getter("subexp_names", (call, re) -> TextModule.list(call, re.regex.names()))
            .getter("string", (call, re) -> call.string(re.regex.toString()))
            .text((_, re) -> re.regex.toString())
            .build();

    private Regexps() {}

    static void compile(Call call) throws Refusal {
        String pattern = call.checkString(1).toString();
        call.charge(pattern.length() * 10L);
        try {
            call.returns(TYPE.wrap(new Compiled(Regex.compile(pattern))));
        } catch (Regex.Unusable unusable) {
            throw Refusal.invalid(unusable.problem());
        }
    }

    private static Search search(Call call, Compiled re) throws Refusal {
        try {
            return re.regex.search(call, call.checkString(2));
        } catch (Regex.Unusable unusable) {
            throw Refusal.invalid(unusable.problem());
        }
    }

    private static @Nullable Search first(Call call, Compiled re) throws Refusal {
        Search search = search(call, re);
        try {
            return search.find(call) ? search : null;
        } catch (Regex.Unusable unusable) {
            throw Refusal.invalid(unusable.problem());
        }
    }

    // ---- what a match is in Lua

    private static @Nullable LuaString group(Call call, LuaString text, Search search, int group) {
        int start = search.start(group);
        return start < 0 ? null : part(call, text, start, search.end(group));
    }

    private static LuaString part(Call call, LuaString text, int start, int end) {
        return call.builder().append(text, start, end).toLuaString();
    }

    /** The match and its groups; a group that is not part of the match is an empty string, as in Go. */
    private static LuaTable groups(Call call, LuaString text, Search search, Regex regex) {
        LuaTable groups = call.table(regex.groups() + 1, 0);
        for (int i = 0; i <= regex.groups(); i++) {
            LuaString group = group(call, text, search, i);
            groups.put(i + 1L, group == null ? LuaString.EMPTY : group);
        }
        return groups;
    }

    private static LuaTable bounds(Call call, Search search) {
        LuaTable bounds = call.table(2, 0);
        bounds.put(1, Values.box(search.start(0) + 1));
        bounds.put(2, Values.box(search.end(0)));
        return bounds;
    }

    // ---- all matches

    /**
     * Goes through matches, and lets others run when the turn is used up.
     *
     * @param left how many further ones at most
     * @param all whether there must be no more than these
     */
    private record Walk(Search search, int left, boolean all, BiConsumer<Call, Search> each, Consumer<Call> end)
            implements Continuation {
        @Override
        public void resume(Call call) {
            try {
                int rest = left;
                while ((all || rest > 0) && search.find(call)) {
                    if (rest == 0) {
                        throw Refusal.invalid("there are more than " + MOST_MATCHES + " matches");
                    }
                    rest--;
                    each.accept(call, search);
                    if (search.isTurnOver()) {
                        call.pause(new Walk(search, rest, all, each, end));
                        return;
                    }
                }
                end.accept(call);
            } catch (Regex.Unusable unusable) {
                call.returns(null, Refusal.invalid(unusable.problem()).error().toLua());
            } catch (Refusal refusal) {
                call.returns(null, refusal.error().toLua());
            }
        }
    }

    private interface Shape {
        @Nullable
        Object of(Call call, LuaString text, Search search);
    }

    private static void all(Call call, Compiled re, Shape shape) throws Refusal {
        LuaString text = call.checkString(2);
        LuaTable found = call.table();
        new Walk(
                        search(call, re),
                        MOST_MATCHES,
                        true,
                        (at, search) -> found.put(found.length() + 1, shape.of(at, text, search)),
                        at -> at.returns(found))
                .resume(call);
    }

    /** {@code re:replace_all_string(text, replacement)}: {@code $1} and <code>${name}</code> stand for groups. */
    private static void replace(Call call, Compiled re) throws Refusal {
        LuaString text = call.checkString(2);
        LuaString replacement = call.checkString(3);
        LuaStringBuilder out = call.builder();
        int[] done = {0};
        new Walk(
                        search(call, re),
                        MOST_MATCHES,
                        true,
                        (at, search) -> {
                            out.append(text, done[0], search.start(0));
                            new Expansion(text, search, re.regex).append(out, replacement);
                            done[0] = search.end(0);
                        },
                        at -> at.returns(
                                out.append(text, done[0], text.length()).toLuaString()))
                .resume(call);
    }

    /** {@code re:split(text, n)}: at most n parts; all if n is below 0 or not given. */
    private static void split(Call call, Compiled re) throws Refusal {
        LuaString text = call.checkString(2);
        long most = call.optInteger(3, -1);
        LuaTable parts = call.table();
        if (most == 0) {
            call.returns(parts);
            return;
        }
        int[] done = {0};
        int cuts = most < 0 ? MOST_MATCHES : (int) Math.min(most - 1, MOST_MATCHES);
        new Walk(
                        search(call, re),
                        cuts,
                        most < 0,
                        (at, search) -> {
                            int start = search.start(0);
                            int end = search.end(0);
                            boolean between = end > start || start > 0 && start < text.length();
                            if (between) {
                                parts.put(parts.length() + 1, part(at, text, done[0], start));
                                done[0] = end;
                            }
                        },
                        at -> {
                            parts.put(parts.length() + 1, part(at, text, done[0], text.length()));
                            at.returns(parts);
                        })
                .resume(call);
    }

    /** What stands in a replacement for the groups of a match, as in Go: {@code $1}, {@code $name}, <code>${1}</code>, {@code $$}. */
    private record Expansion(LuaString text, Search search, Regex regex) {
        void append(LuaStringBuilder out, LuaString template) {
            int at = 0;
            while (at < template.length()) {
                int b = template.byteAt(at);
                if (b != '$' || at + 1 == template.length()) {
                    out.append(b);
                    at++;
                } else if (template.byteAt(at + 1) == '$') {
                    out.append('$');
                    at += 2;
                } else {
                    at = group(out, template, at + 1);
                }
            }
        }

        private int group(LuaStringBuilder out, LuaString template, int at) {
            boolean braces = template.byteAt(at) == '{';
            int begin = braces ? at + 1 : at;
            int end = begin;
            while (end < template.length() && isWord(template.byteAt(end))) {
                end++;
            }
            boolean closed = !braces || end < template.length() && template.byteAt(end) == '}';
            if (end == begin || !closed) {
                out.append('$');
                return at;
            }
            int group = number(template.substring(begin, end).toString());
            if (group >= 0 && group <= regex.groups() && search.start(group) >= 0) {
                out.append(text, search.start(group), search.end(group));
            }
            return braces ? end + 1 : end;
        }

        private static boolean isWord(int b) {
            return b == '_' || b < 0x80 && Character.isLetterOrDigit(b);
        }

        private int number(String name) {
            if (name.matches("[0-9]{1,6}")) {
                return Integer.parseInt(name);
            }
            int index = regex.names().indexOf(name);
            return index < 0 ? -1 : index + 1;
        }
    }
}
