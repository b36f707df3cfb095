package dev.moirai.script.process;

import dev.moirai.kernel.Host;
import dev.moirai.kernel.Node;
import dev.moirai.kernel.Pid;
import dev.moirai.lua.LuaString;
import org.jspecify.annotations.Nullable;

/**
 * Pids as Lua sees them: the text of {@link Pid#toString}, where the name of a host is its id, {@code {app:workers|0x00002}}.
 *
 * <p>The same process always has the same text, also after its end, so that programs can use it as a key of tables.
 */
public final class PidText {
    private static final int RADIX = 16;

    /** No pid. */
    public static final LuaString NONE = LuaString.EMPTY;

    private PidText() {}

    public static LuaString of(@Nullable Pid pid) {
        return pid == null ? NONE : LuaString.of(pid.toString());
    }

    /** Whether a text claims to be a pid and not a name. */
    public static boolean looksLikePid(String text) {
        return text.length() >= 3 && text.startsWith("{") && text.endsWith("}") && text.indexOf('|') > 0;
    }

    /** The name of the node in a text that looks like a pid; empty if it names none, and means this one. */
    public static String node(String text) {
        return text.substring(1, Math.max(1, endOfNode(text)));
    }

    /** The id of the host in a text that looks like a pid. */
    public static String host(String text) {
        return text.substring(Math.max(0, endOfNode(text)) + 1, text.indexOf('|'));
    }

    private static int endOfNode(String text) {
        return text.lastIndexOf('@', text.indexOf('|'));
    }

    /** The process that a text names; null if it names none that ever was on this node and that host. */
    public static @Nullable Pid parse(String text, Node node) {
        if (!looksLikePid(text) || !(node(text).isEmpty() || node(text).equals(node.name()))) {
            return null;
        }
        String number = text.substring(text.lastIndexOf('|') + 1, text.length() - 1);
        try {
            Pid pid = number.startsWith("0x") ? node.pid(Long.parseLong(number, 2, number.length(), RADIX)) : null;
            Host home = pid == null ? null : pid.home();
            return home == null || home.name().equals(host(text)) ? pid : null;
        } catch (NumberFormatException _) {
            return null;
        }
    }
}
