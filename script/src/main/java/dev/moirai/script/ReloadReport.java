package dev.moirai.script;

import dev.moirai.app.source.Diagnostic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What came of {@link Application#reload}.
 *
 * @param mistakes why nothing was changed at all; empty if the project is right
 * @param changed entries whose code is another, or which import such, in the order of their ids
 * @param upgraded how many processes run the new code of an entry now
 * @param told how many processes of an entry were sent OUTDATED, as they asked for it
 * @param kept processes that go on with the old code, as the new one failed before it first waited
 * @param silent processes that have not answered in time, as text; they will do what they do when they can
 * @param atNextStart entries, code aside, that were added, changed or removed: they take effect when the application is
 *     started again
 */
public record ReloadReport(
        List<Diagnostic> mistakes,
        List<String> changed,
        Map<String, Integer> upgraded,
        Map<String, Integer> told,
        List<Kept> kept,
        List<String> silent,
        List<String> atNextStart) {

    /**
     * A process whose new code failed.
     *
     * @param id its entry
     * @param pid as Lua programs see it
     * @param error what went wrong
     * @param stack the Lua stack where it did, or empty
     */
    public record Kept(String id, String pid, String error, String stack) {}

    public ReloadReport {
        mistakes = List.copyOf(mistakes);
        changed = List.copyOf(changed);
        upgraded = new TreeMap<>(upgraded);
        told = new TreeMap<>(told);
        kept = List.copyOf(kept);
        silent = List.copyOf(silent);
        atNextStart = List.copyOf(atNextStart);
    }

    static ReloadReport refused(List<Diagnostic> mistakes) {
        return new ReloadReport(mistakes, List.of(), Map.of(), Map.of(), List.of(), List.of(), List.of());
    }

    /** Whether everything that changed is in effect wherever it can be. */
    public boolean ok() {
        return mistakes.isEmpty() && kept.isEmpty() && silent.isEmpty();
    }

    /** A line for each thing a person wants to know; empty if nothing changed. */
    public List<String> lines() {
        var lines = new ArrayList<String>();
        mistakes.stream().map(Diagnostic::toString).forEach(lines::add);
        if (!mistakes.isEmpty()) {
            lines.add("nothing was changed: the old code goes on");
        }
        for (String id : changed) {
            int processes = upgraded.getOrDefault(id, 0);
            int informed = told.getOrDefault(id, 0);
            long failed = kept.stream().filter(each -> each.id().equals(id)).count();
            if (failed == 0) {
                lines.add(id + ": new code" + (processes > 0 ? ", " + counted(processes) + " upgraded" : "")
                        + (informed > 0 ? ", " + counted(informed) + " told" : ""));
            } else {
                lines.add(id + ": the new code failed in " + counted(failed)
                        + (processes > 0 ? ", and runs in " + counted(processes) : "; the old code goes on"));
            }
        }
        kept.forEach(each -> lines.add(each.id() + " " + each.pid() + ": " + each.error()
                + (each.stack().isEmpty() ? "" : "\n  " + each.stack().replace("\n", "\n  "))));
        silent.forEach(each -> lines.add(each + ": has not answered yet"));
        atNextStart.forEach(id -> lines.add(id + ": changed, takes effect at the next start"));
        return lines;
    }

    private static String counted(long processes) {
        return processes + (processes == 1 ? " process" : " processes");
    }
}
