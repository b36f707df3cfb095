package dev.moirai.lua.syntax;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a function is made of, the main function of a chunk included.
 *
 * @param position where messages say the function begins: the word {@code function} of a statement {@code function f()},
 *     else the parenthesis before the parameters; line 0 for a main function
 * @param end of the closing {@code end}
 * @param name as declared ({@code f}, {@code a.b.c}, {@code a.b:c}); null when the source gives none
 * @param generics type parameters, erased when run
 * @param parameters in order; the first is {@code self} for {@code function a:b()}
 * @param variadic whether the parameters end in {@code ...}
 * @param variadicType the annotation of {@code ...}, if any
 * @param results the annotation of the results, if any
 * @param upvalues variables of enclosing functions that this function or one inside it uses, in the order of first
 *     use; at most 255
 */
public record FunctionBody(
        Position position,
        Position end,
        @Nullable String name,
        List<TypeExpression.Parameter> generics,
        List<Variable> parameters,
        boolean variadic,
        @Nullable TypeExpression variadicType,
        @Nullable TypeExpression results,
        Block block,
        List<Variable> upvalues) {
    public FunctionBody {
        generics = List.copyOf(generics);
        parameters = List.copyOf(parameters);
        upvalues = List.copyOf(upvalues);
    }
}
