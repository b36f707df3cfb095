package dev.moirai.script.check;

import dev.moirai.app.schema.Entry;
import dev.moirai.app.source.Diagnostic;
import dev.moirai.app.source.Finding;
import dev.moirai.app.source.Nearest;
import dev.moirai.app.source.Position;
import dev.moirai.script.kind.LuaCode;
import java.util.Optional;

/** What starts an entry is a function in the table that its code returns, or the function that it returns. */
public final class ResultCheck {
    private ResultCheck() {}

    /**
     * The mistake that keeps {@code entry} from ever starting, if its code alone shows that.
     *
     * @param method the function that starts the entry
     * @param mentions what the code of the entry mentions
     */
    public static Optional<Diagnostic> of(Entry<?> entry, LuaCode code, String method, Mentions mentions) {
        if (!mentions.returns()) {
            return Optional.of(mistake(entry, entry.at(), "returns nothing", method, ""));
        }
        return mentions.resultFields()
                .filter(fields -> !fields.contains(method))
                .map(fields -> mistake(
                        entry,
                        code.at(mentions.resultAt()),
                        "returns no '" + method + "'",
                        method,
                        Nearest.suggestion(method, fields)));
    }

    private static Diagnostic mistake(Entry<?> entry, Position at, String does, String method, String fix) {
        return new Diagnostic(
                at,
                Diagnostic.Severity.ERROR,
                "the code of '" + entry.id() + "' " + does + ", so it cannot start",
                "'return { " + method + " = " + method + " }' as its last line",
                fix,
                Finding.LUA_RESULT);
    }
}
