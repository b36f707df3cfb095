package dev.moirai.script.process;

import dev.moirai.lua.Call;
import dev.moirai.lua.Environment;
import dev.moirai.lua.LuaString;
import dev.moirai.lua.LuaTable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code channel.select}: waits for the first of several cases.
 *
 * <p>Cases are tried in the order of the table and the first that is ready is taken; if none is, the default if there is one,
 * and otherwise whichever comes true first. The default is taken only when the mailbox has been looked at anew, so that who
 * polls sees what was sent before, and lets other processes run.
 */
public final class Selection {
    /** A channel and what to do with it, as {@code case_receive} and {@code case_send} make it. */
    static final ObjectType<Wait.Case> CASE = ObjectType.named("channel.case", Wait.Case.class)
            .text((_, each) -> "channel.case: " + (each.sending() ? "send to " : "receive from ") + each.channel())
            .build();

    private static final LuaString CHANNEL = LuaString.of("channel");
    private static final LuaString VALUE = LuaString.of("value");
    private static final LuaString OK = LuaString.of("ok");
    private static final LuaString DEFAULT = LuaString.of("default");

    private Selection() {}

    /** What a fiber asks for that goes on in the next turn, where it sees what has arrived in this one. */
    static final Object LOOK_AGAIN = new Object();

    /** Serves the call {@code channel.select(cases, default?)}. */
    public static void select(Call call) {
        LuaTable table = call.checkTable(1);
        boolean orDefault = call.isTrue(2) || dev.moirai.lua.Values.isTrue(table.get(DEFAULT));
        List<Wait.Case> cases = cases(table);
        if (takesReady(call, cases)) {
            return;
        }
        if (!orDefault) {
            Wait.channels(call, Wait.Shape.SELECT, cases);
        } else if (cases.stream()
                .anyMatch(each -> !each.sending() && each.channel().mayHaveNews())) {
            call.suspend(LOOK_AGAIN, again -> {
                if (!takesReady(again, cases)) {
                    takeDefault(again);
                }
            });
        } else {
            takeDefault(call);
        }
    }

    /** Returns the first case that is ready; false if none is. */
    private static boolean takesReady(Call call, List<Wait.Case> cases) {
        for (Wait.Case each : cases) {
            if (each.sending()) {
                if (each.channel().isClosed()) {
                    throw call.error("send on closed channel");
                }
                if (each.channel().offer(each.value())) {
                    call.returns(result(call.environment(), each, each.value(), true));
                    return true;
                }
            } else {
                Object value = each.channel().poll();
                if (value != Channel.NOTHING) {
                    boolean ok = value != Channel.CLOSED;
                    call.returns(result(call.environment(), each, ok ? value : null, ok));
                    return true;
                }
            }
        }
        return false;
    }

    private static void takeDefault(Call call) {
        LuaTable result = call.table(0, 2);
        result.put(DEFAULT, true);
        result.put(OK, true);
        call.returns(result);
    }

    private static List<Wait.Case> cases(LuaTable table) {
        int count = (int) table.length();
        var cases = new ArrayList<Wait.Case>(count);
        for (int i = 1; i <= count; i++) {
            Wait.Case each = CASE.cast(table.get(i));
            if (each != null) {
                cases.add(each);
            }
        }
        return cases;
    }

    /** What a select returns whose case {@code chosen} came true. */
    static LuaTable result(Environment environment, Wait.Case chosen, @Nullable Object value, boolean ok) {
        LuaTable result = environment.table();
        result.put(CHANNEL, chosen.channel().toLua());
        result.put(VALUE, value);
        result.put(OK, ok);
        return result;
    }
}
