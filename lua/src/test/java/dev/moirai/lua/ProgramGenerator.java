package dev.moirai.lua;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Random Lua programs that end and whose output depends on nothing but the language: no addresses, no order of keys, no
 * time, no chance.
 *
 * <p>Expressions are mostly of the type that is wanted where they stand, and sometimes of another, so that errors and
 * their messages are compared too. Each piece of a program runs protected and tells how it ended.
 */
final class ProgramGenerator {
    private enum Type {
        NUMBER,
        TEXT,
        BOOL,
        TABLE,
        FUNCTION
    }

    private record Local(String name, Type type, boolean constant) {}

    /** What every program begins with. */
    private static final String PRELUDE = """
            local fuel = 2000
            local function burn() fuel = fuel - 1 if fuel < 0 then error("out of fuel", 0) end end
            local function finite(x)
              if type(x) == "number" and (x ~= x or x == math.huge or x == -math.huge) then return 0.25 end
              return x
            end
            local function show(v)
              local t = type(v)
              if t == "number" then return (tostring(v):gsub("-?nan", "nan")) end
              if t == "string" then return string.format("%q", v) end
              if t == "nil" or t == "boolean" then return tostring(v) end
              return t
            end
            local function out(...)
              local t = table.pack(...)
              for i = 1, t.n do t[i] = show(t[i]) end
              print(table.concat(t, " "))
            end
            local function cap(s) if type(s) == "string" then return s:sub(1, 40) end return s end
            local function try(f) local ok, e = pcall(f) if not ok then out("failed", e) end end
            local meta = {}
            meta.__index = function(t, k) return k end
            meta.__add = function(a, b) return 100 end
            meta.__concat = function(a, b) return "joined" end
            meta.__eq = function() return true end
            meta.__lt = function() return true end
            meta.__le = function() return false end
            meta.__len = function() return 7 end
            meta.__call = function(self, ...) return select("#", ...), ... end
            meta.__unm = function() return "negated" end
            meta.__close = function(_, e) out("closed", e) end
            local object = setmetatable({}, meta)
            """;

    private final Random random;
    private final StringBuilder text = new StringBuilder();
    private final List<Local> locals = new ArrayList<>();
    private int names;
    private int indent;
    private int loops;
    private boolean variadic;

    ProgramGenerator(Random random) {
        this.random = random;
    }

    String program() {
        text.append(PRELUDE);
        int pieces = 3 + random.nextInt(6);
        for (int i = 0; i < pieces; i++) {
            if (random.nextInt(3) == 0) {
                statement(2);
            } else {
                line("try(function()");
                scoped(() -> statements(3));
                line("end)");
            }
        }
        line("out(" + expressions(3) + ")");
        return text.toString();
    }

    private void line(String code) {
        text.append("  ".repeat(indent)).append(code).append('\n');
    }

    private void scoped(Runnable body) {
        int mark = locals.size();
        indent++;
        body.run();
        indent--;
        locals.subList(mark, locals.size()).clear();
    }

    private void statements(int depth) {
        int count = 1 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            statement(depth);
        }
    }

    private void statement(int depth) {
        switch (random.nextInt(depth <= 0 ? 7 : 15)) {
            case 0, 1 -> declare(depth);
            case 2, 3 -> line("out(" + expressions(depth) + ")");
            case 4 -> assign(depth);
            case 5 -> line("burn()");
            case 6 -> line("local " + name() + ", " + name() + " = " + expression(any(), depth));
            case 7 -> {
                line("if " + expression(Type.BOOL, depth) + " then");
                scoped(() -> statements(depth - 1));
                if (random.nextBoolean()) {
                    line("elseif " + expression(any(), depth) + " then");
                    scoped(() -> statements(depth - 1));
                }
                line("else");
                scoped(() -> statements(depth - 1));
                line("end");
            }
            case 8 -> numericLoop(depth);
            case 9 -> {
                String index = name();
                String value = name();
                line("for " + index + ", " + value + " in ipairs(" + expression(Type.TABLE, depth) + ") do");
                line("  burn()");
                loopBody(depth, new Local(index, Type.NUMBER, true), new Local(value, any(), true));
                line("end");
            }
            case 10 -> {
                String counter = name();
                line("local " + counter + " = 0");
                line("while " + counter + " < " + (1 + random.nextInt(4)) + " do " + counter + " = " + counter
                        + " + 1 burn()");
                loopBody(depth);
                line("end");
            }
            case 11 -> function(depth);
            case 12 -> {
                line("do local " + name() + " <close> = " + (random.nextInt(4) == 0 ? expression(any(), 0) : "object"));
                scoped(() -> statements(depth - 1));
                line("end");
            }
            case 13 -> coroutine(depth);
            default -> tableWork(depth);
        }
    }

    private void loopBody(int depth, Local... variables) {
        loops++;
        scoped(() -> {
            locals.addAll(List.of(variables));
            statements(depth - 1);
            switch (random.nextInt(5)) {
                case 0 -> line("if " + expression(Type.BOOL, 1) + " then break end");
                case 1 -> {
                    String label = name();
                    line("if " + expression(Type.BOOL, 1) + " then goto " + label + " end");
                    line("out(" + expressions(1) + ")");
                    line("::" + label + "::");
                }
                default -> {}
            }
        });
        loops--;
    }

    private void numericLoop(int depth) {
        String variable = name();
        String[] ranges = {
            "1, 3",
            "3, 1, -1",
            "1, 0",
            "-2, 2, 2",
            "1.0, 2",
            "1, 2, 0.5",
            "0.1, 0.35, 0.1",
            "math.maxinteger - 1, math.maxinteger",
            "math.mininteger, math.mininteger + 1",
            "1, 2.9",
            "3, 1.1, -1",
            "1, " + expression(Type.NUMBER, 0) + " // 1 % 4"
        };
        line("for " + variable + " = " + ranges[random.nextInt(ranges.length)] + " do burn()");
        loopBody(depth, new Local(variable, Type.NUMBER, true));
        line("end");
    }

    private void declare(int depth) {
        Type type = any();
        String value = expression(type, depth);
        String name = name();
        boolean constant = random.nextInt(6) == 0;
        line("local " + name + (constant ? " <const>" : "") + " = " + value);
        locals.add(new Local(name, type, constant));
    }

    private void assign(int depth) {
        List<Local> targets = locals.stream().filter(l -> !l.constant).toList();
        if (targets.isEmpty()) {
            declare(depth);
            return;
        }
        Local target = targets.get(random.nextInt(targets.size()));
        if (random.nextInt(3) == 0) {
            Local other = targets.get(random.nextInt(targets.size()));
            line(target.name + ", " + other.name + " = " + expression(target.type, depth) + ", "
                    + expression(other.type, depth));
        } else if (target.type == Type.TABLE) {
            // In a call, as PUC Lua 5.4.4 miscompiles upvalue[a < b]: it jumps over the load of the upvalue.
            line(target.name + "[show(" + expression(Type.TEXT, 1) + ")] = " + expression(any(), depth));
        } else {
            line(target.name + " = " + expression(target.type, depth));
        }
    }

    private void function(int depth) {
        String name = name();
        line("local function " + name + "(" + "p" + names + ", ...)");
        Local parameter = new Local("p" + names, any(), false);
        boolean outer = variadic;
        variadic = true;
        int outerLoops = loops;
        loops = 0;
        scoped(() -> {
            locals.add(parameter);
            line("burn()");
            statements(depth - 1);
            line("return " + expressions(depth - 1) + (random.nextInt(3) == 0 ? ", ..." : ""));
        });
        loops = outerLoops;
        variadic = outer;
        line("end");
        locals.add(new Local(name, Type.FUNCTION, true));
    }

    private void coroutine(int depth) {
        String name = name();
        boolean outer = variadic;
        variadic = true;
        int outerLoops = loops;
        loops = 0;
        line("local " + name + " = coroutine.wrap(function(...)");
        scoped(() -> {
            line("out(coroutine.yield(" + expressions(1) + "))");
            statements(depth - 1);
            line("for i = 1, 2 do coroutine.yield(i, " + expression(any(), 1) + ") end");
            line("return " + expressions(1));
        });
        line("end)");
        loops = outerLoops;
        variadic = false; // in the functions given to try
        for (int i = 0; i < 1 + random.nextInt(5); i++) {
            line("try(function() out(" + name + "(" + expressions(1) + ")) end)");
        }
        variadic = outer;
    }

    private void tableWork(int depth) {
        String name = name();
        line("local " + name + " = " + table(depth));
        locals.add(new Local(name, Type.TABLE, true));
        String element = element(1);
        String[] work = {
            "table.insert(" + name + ", " + element + ")",
            "table.insert(" + name + ", " + (1 + random.nextInt(3)) + ", " + element + ")",
            "out(table.remove(" + name + "))",
            "out(table.remove(" + name + ", 1))",
            "table.sort(" + name + ")",
            "table.sort(" + name + ", function(a, b) return tostring(show(a)) < tostring(show(b)) end)",
            "out(table.unpack(" + name + "))",
            "out(cap(table.concat(" + name + ", ',')))",
            "table.move(" + name + ", 1, 2, 2)",
            "out(#" + name + ", rawlen(" + name + "), next({}))",
            "out(select(" + (random.nextInt(5) - 2) + ", table.unpack(" + name + ")))",
        };
        for (int i = 0; i < 1 + random.nextInt(3); i++) {
            line(work[random.nextInt(work.length)]);
        }
        line("out(" + name + "[1], " + name + "[2], #" + name + ")");
    }

    private String name() {
        return "v" + ++names;
    }

    private Type any() {
        return Type.values()[random.nextInt(Type.values().length)];
    }

    private String expressions(int depth) {
        StringBuilder list = new StringBuilder(expression(any(), depth));
        for (int i = random.nextInt(3); i > 0; i--) {
            list.append(", ").append(expression(any(), depth));
        }
        return list.toString();
    }

    private String expression(Type wanted, int depth) {
        Type type = random.nextInt(20) == 0 ? any() : wanted;
        if (random.nextInt(3) == 0) {
            List<Local> fitting = locals.stream().filter(l -> l.type == type).toList();
            if (!fitting.isEmpty()) {
                return fitting.get(random.nextInt(fitting.size())).name;
            }
        }
        if (random.nextInt(25) == 0) {
            return variadic && random.nextBoolean() ? "(...)" : random.nextBoolean() ? "nil" : "object";
        }
        return switch (type) {
            case NUMBER -> number(depth);
            case TEXT -> text(depth);
            case BOOL -> bool(depth);
            case TABLE -> table(depth);
            case FUNCTION -> lambda(depth);
        };
    }

    private String number(int depth) {
        String[] constants = {
            "0",
            "1",
            "2",
            "3",
            "-1",
            "7",
            "10",
            "0.5",
            "1.0",
            "-2.5",
            "1e15",
            "3.14",
            "0x10",
            "255",
            "math.maxinteger",
            "math.mininteger",
            "2^53",
            "1e100",
            "-0.0",
            "100",
            "0xff",
            "1e-3"
        };
        if (depth <= 0 || random.nextInt(3) == 0) {
            return constants[random.nextInt(constants.length)];
        }
        String a = expression(Type.NUMBER, depth - 1);
        String b = expression(Type.NUMBER, depth - 1);
        String[] operators = {"+", "-", "*", "+", "-", "*"};
        String[] divisions = {"/", "//", "%"}; // a machine may give NaN either sign, which shows in its text
        return switch (random.nextInt(10)) {
            case 0, 1, 2 -> {
                String operator = operators[random.nextInt(operators.length)];
                yield "(" + a + " " + operator + " " + (operator.equals("-") ? subtrahend(b) : b) + ")";
            }
            case 3 -> "finite(" + a + " " + divisions[random.nextInt(divisions.length)] + " " + b + ")";
            case 4 ->
                "(" + integer(a) + " " + new String[] {"&", "|", "~", "<<", ">>"}[random.nextInt(5)] + " " + integer(b)
                        + ")";
            case 5 -> "-(" + a + ")";
            case 6 -> "#" + (random.nextBoolean() ? "(" + expression(Type.TEXT, depth - 1) + ")" : table(depth - 1));
            case 7 -> "math." + new String[] {"floor", "ceil", "abs"}[random.nextInt(3)] + "(" + a + ")";
            case 8 -> "tonumber(" + expression(Type.TEXT, depth - 1) + ")";
            default -> "(" + a + " and " + b + ")";
        };
    }

    /**
     * PUC Lua subtracts the constant 0 by adding it, which makes 0.0 of -0.0: what it may know to be a constant, after
     * folding, hides in a call.
     */
    private String subtrahend(String number) {
        boolean known = number.matches("[1-9][0-9.]*")
                || number.matches("(math\\.|tonumber\\(|finite\\(|#).*")
                || locals.stream().anyMatch(local -> local.name.equals(number) && !local.constant);
        return known ? number : "finite(" + number + ")";
    }

    private static String integer(String number) {
        return "(math.tointeger(" + number + ") or 5)";
    }

    private String text(int depth) {
        String[] constants = {
            "\"\"",
            "\"a\"",
            "\"abc\"",
            "'10'",
            "'0x1F'",
            "'hello world'",
            "\"\\0\\n\\xff\"",
            "'é'",
            "[[long]]",
            "'3.0'",
            "' 7 '",
            "'%d %s'",
            "'a,b,c'"
        };
        if (depth <= 0 || random.nextInt(3) == 0) {
            return constants[random.nextInt(constants.length)];
        }
        String s = expression(Type.TEXT, depth - 1);
        String n = expression(Type.NUMBER, depth - 1);
        return switch (random.nextInt(10)) {
            case 0, 1 ->
                "cap(" + s + " .. " + expression(random.nextBoolean() ? Type.TEXT : Type.NUMBER, depth - 1) + ")";
            case 2 -> "(" + s + "):sub(" + n + ", " + expression(Type.NUMBER, 0) + ")";
            case 3 -> "(" + s + "):upper()";
            case 4 -> "cap((" + s + "):rep(" + random.nextInt(4) + ", " + s + "))";
            case 5 -> "(" + s + "):reverse()";
            case 6 ->
                "cap((" + s + "):gsub(" + pattern() + ", "
                        + new String[] {"'<%0>'", "'x'", "string.upper", "{a = 1}"}[random.nextInt(4)] + "))";
            case 7 ->
                "string.format('"
                        + new String[] {"%d", "%5.1f", "%q", "%x", "%g", "%-5d|"}[random.nextInt(6)]
                        + "', " + n + ")";
            case 8 -> "show(" + expression(any(), depth - 1) + ")";
            default -> "(" + s + "):match(" + pattern() + ")";
        };
    }

    private String pattern() {
        String[] patterns = {
            "'%w+'", "'%d'", "'l+'", "'.'", "'(a)(b)'", "'^%s*'", "'[a-c]*'", "'o$'", "'()'", "'%f[%w]%w'", "','"
        };
        return patterns[random.nextInt(patterns.length)];
    }

    private String bool(int depth) {
        if (depth <= 0 || random.nextInt(4) == 0) {
            return random.nextBoolean() ? "true" : "false";
        }
        Type type = random.nextInt(4) == 0 ? any() : random.nextBoolean() ? Type.NUMBER : Type.TEXT;
        String a = expression(type, depth - 1);
        String b = expression(random.nextInt(8) == 0 ? any() : type, depth - 1);
        return switch (random.nextInt(6)) {
            case 0 -> "(" + a + " == " + b + ")";
            case 1 -> "(" + a + " < " + b + ")";
            case 2 -> "(" + a + " <= " + b + ")";
            case 3 -> "not " + a;
            case 4 -> "(" + a + " ~= " + b + ")";
            default -> "(" + expression(Type.BOOL, depth - 1) + " or " + expression(Type.BOOL, depth - 1) + ")";
        };
    }

    private String table(int depth) {
        if (depth <= 0) {
            return "{1, 2, 3}";
        }
        StringBuilder fields = new StringBuilder("{");
        for (int i = random.nextInt(4); i > 0; i--) {
            switch (random.nextInt(4)) {
                case 0 ->
                    fields.append("x = ").append(expression(any(), depth - 1)).append(", ");
                case 1 ->
                    // Never a number, which would make the length any border.
                    fields.append("[show(")
                            .append(expression(Type.TEXT, 0))
                            .append(")] = ")
                            .append(expression(any(), depth - 1))
                            .append("; ");
                default -> fields.append(element(depth - 1)).append(", ");
            }
        }
        return fields.append("}").toString();
    }

    /** A value that is not nil: the length of a list with gaps is not specified. */
    private String element(int depth) {
        return "(" + expression(any(), depth) + " or false)";
    }

    private String lambda(int depth) {
        if (depth <= 0) {
            return "function(...) burn() return ... end";
        }
        boolean outer = variadic;
        variadic = false;
        String body = expression(any(), depth - 1);
        variadic = outer;
        return "function(x) burn() return x, " + body + " end";
    }
}
