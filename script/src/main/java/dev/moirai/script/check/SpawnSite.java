package dev.moirai.script.check;

import dev.moirai.app.schema.EntryId;
import dev.moirai.app.source.Position;
import dev.moirai.lua.syntax.Expression;
import dev.moirai.script.kind.LuaCode;
import java.util.ArrayList;
import java.util.List;

/**
 * A place in code that spawns an entry.
 *
 * @param by the entry whose code it is
 * @param function {@code spawn}, {@code spawn_linked} and so on
 * @param traps whether that code lets the ends of linked processes come as messages
 */
public record SpawnSite(EntryId by, Position at, String function, boolean traps) {
    private static final String PROCESS = "process";

    /** The places in {@code code} that spawn {@code id}. */
    public static List<SpawnSite> in(EntryId by, Mentions code, LuaCode text, String id) {
        var sites = new ArrayList<SpawnSite>();
        boolean traps = code.texts().contains("trap_links");
        for (Expression.Call call : code.calls()) {
            String name = code.function(call).orElse("");
            if (name.startsWith(PROCESS + ".spawn") && isFirst(id, call.arguments(), code)) {
                String function = name.substring(PROCESS.length() + 1);
                sites.add(new SpawnSite(by, text.at(call.position()), function, traps));
            }
        }
        for (Expression.MethodCall call : code.methodCalls()) {
            boolean ofProcess = code.origin(call).filter(PROCESS::equals).isPresent();
            if (ofProcess && call.name().startsWith("spawn") && isFirst(id, call.arguments(), code)) {
                sites.add(new SpawnSite(by, text.at(call.position()), call.name(), traps));
            }
        }
        return sites;
    }

    private static boolean isFirst(String id, List<Expression> arguments, Mentions code) {
        return !arguments.isEmpty()
                && code.constantText(arguments.getFirst()).filter(id::equals).isPresent();
    }

    /** What the end of the spawned process means to the one that spawned it. */
    public String consequence() {
        String exit = "is told, by the event EXIT";
        String linked = traps
                ? "spawns it linked and traps: it is told of a failure, by the event LINK_DOWN"
                : "spawns it linked: it fails too";
        return switch (function) {
            case "spawn_monitored" -> "spawns it monitored: it " + exit;
            case "spawn_linked" -> linked;
            case "spawn_linked_monitored" -> linked + "; of any end it " + exit;
            default -> "spawns it and is told nothing";
        };
    }
}
