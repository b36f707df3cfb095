package dev.moirai.lua.jit;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What compiled code may take for granted as long as it checks.
 *
 * @param results for each place in the code {@link Kind#BOXED_INTEGER} or {@link Kind#BOXED_FLOAT} if the result of the
 *     instruction there is thought to be one; null if nothing is known, {@link Kind#ANY} if it is known to vary
 * @param heads for loop heads, the kinds registers are thought to have there: {@link Kind#INTEGER}, {@link Kind#FLOAT} or
 *     null for any; a loop head that is missing gets what is known on the ways to it
 * @param parameters the same for the parameters, at the beginning
 */
public record Guesses(
        @Nullable Kind[] results,
        Map<Integer, @Nullable Kind[]> heads,
        @Nullable Kind[] parameters) {
    /** Nothing is taken for granted. */
    public static Guesses none(int codeLength, int parameters) {
        return new Guesses(new @Nullable Kind[codeLength], Map.of(), new @Nullable Kind[parameters]);
    }
}
