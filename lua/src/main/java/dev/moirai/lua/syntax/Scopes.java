package dev.moirai.lua.syntax;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which names mean what at the place the parser has reached: the functions being read, their blocks, variables, labels
 * and open jumps.
 *
 * <p>A name is bound to the latest declaration that is still in scope, whichever function that belongs to; using it from
 * an inner function makes it an upvalue of every function in between.
 */
final class Scopes {
    private static final String BREAK = "break"; // no label can have this name
    private static final int MAX_LOCALS = 200;
    private static final int MAX_UPVALUES = 255;

    /** A variable in scope, in front of the one it hides. */
    private record Binding(
            Variable variable,
            FunctionScope owner,
            @Nullable Binding hidden) {}

    /** A jump whose label has not come yet. */
    private static final class OpenGoto {
        final String name;
        final Position position;
        int depth; // of the block the label may stand in: the jump's own at first, then ever further out
        int activeVariables; // of that block, where the jump leaves it
        boolean closed;

        OpenGoto(String name, Position position, int depth, int activeVariables) {
            this.name = name;
            this.position = position;
            this.depth = depth;
            this.activeVariables = activeVariables;
        }
    }

    private record PlacedLabel(String name, Position position) {}

    /** A block being read. */
    private static final class BlockScope {
        final @Nullable BlockScope outer;
        final boolean loop;
        final int depth;
        final int firstActive;
        final int firstDeclared;
        final int firstLabel;
        final int firstGoto;

        BlockScope(FunctionScope function, boolean loop) {
            this.outer = function.block;
            this.loop = loop;
            this.depth = outer == null ? 0 : outer.depth + 1;
            this.firstActive = function.active.size();
            this.firstDeclared = function.declared;
            this.firstLabel = function.labels.size();
            this.firstGoto = function.gotos.size();
        }
    }

    /** A function being read. */
    private static final class FunctionScope {
        final @Nullable FunctionScope outer;
        final Position position;
        final List<Variable> active = new ArrayList<>();
        final List<PlacedLabel> labels = new ArrayList<>(); // visible ones, in the order placed
        final Map<String, PlacedLabel> labelsByName = new HashMap<>(); // the same
        final List<OpenGoto> gotos = new ArrayList<>(); // in source order; closed ones go when their block ends
        final Map<String, List<OpenGoto>> gotosByName = new HashMap<>(); // those not closed
        final Set<Variable> upvalues = new LinkedHashSet<>();
        int declared; // variables active, about to become active, or used by a loop itself
        boolean variadic;

        @Nullable
        BlockScope block;

        FunctionScope(@Nullable FunctionScope outer, Position position) {
            this.outer = outer;
            this.position = position;
        }

        String describe() {
            return outer == null ? "main function" : "function at line " + position.line();
        }
    }

    private final TokenStream tokens;
    private final Variable environment;
    private final Map<String, Binding> bindings = new HashMap<>();
    private FunctionScope function;

    Scopes(TokenStream tokens, Variable environment) {
        this.tokens = tokens;
        this.environment = environment;
        FunctionScope outside = new FunctionScope(null, environment.position());
        bindings.put(environment.name(), new Binding(environment, outside, null));
        this.function = new FunctionScope(null, environment.position());
        function.upvalues.add(environment);
        environment.capture();
        function.variadic = true;
        openBlock(false);
    }

    /** Begins a function inside the current one. */
    void openFunction(Position position) {
        function = new FunctionScope(function, position);
        openBlock(false);
    }

    /** Ends the current function and gives the variables of enclosing functions it uses. */
    List<Variable> closeFunction() throws SyntaxException {
        closeBlock();
        List<Variable> upvalues = List.copyOf(function.upvalues);
        if (function.outer != null) {
            function = function.outer;
        }
        return upvalues;
    }

    void makeVariadic() {
        function.variadic = true;
    }

    boolean variadic() {
        return function.variadic;
    }

    void openBlock(boolean loop) {
        function.block = new BlockScope(function, loop);
    }

    void closeBlock() throws SyntaxException {
        BlockScope block = currentBlock();
        while (function.active.size() > block.firstActive) {
            deactivate(function.active.removeLast());
        }
        function.declared = block.firstDeclared;
        while (function.labels.size() > block.firstLabel) {
            function.labelsByName.remove(function.labels.removeLast().name);
        }
        List<OpenGoto> open = function.gotos.subList(block.firstGoto, function.gotos.size());
        open.removeIf(jump -> jump.closed);
        if (block.outer == null && !open.isEmpty()) {
            throw unreachable(open.getFirst());
        }
        for (OpenGoto jump : open) {
            // It looks for its label in the block around now, where the variables of this one are gone.
            jump.depth = block.depth - 1;
            jump.activeVariables = Math.min(jump.activeVariables, block.firstActive);
        }
        function.block = block.outer;
    }

    private SyntaxException unreachable(OpenGoto jump) {
        int line = jump.position.line();
        return tokens.errorWithoutToken(
                jump.name.equals(BREAK)
                        ? "break outside loop at line " + line
                        : "no visible label '" + jump.name + "' for <goto> at line " + line);
    }

    private BlockScope currentBlock() {
        BlockScope block = function.block;
        if (block == null) {
            throw new IllegalStateException("no block is open");
        }
        return block;
    }

    /** Counts variables that are about to be declared, or that a loop needs for itself. */
    void reserve(int count) throws SyntaxException {
        function.declared += count;
        if (function.declared > MAX_LOCALS) {
            throw limit("local variables", MAX_LOCALS);
        }
    }

    /** Puts a variable in scope that {@link #reserve} has counted. */
    void activate(Variable variable) {
        function.active.add(variable);
        bindings.merge(
                variable.name(),
                new Binding(variable, function, null),
                (hidden, latest) -> new Binding(latest.variable, latest.owner, hidden));
    }

    private void deactivate(Variable variable) {
        bindings.computeIfPresent(variable.name(), (name, binding) -> binding.hidden);
    }

    /** The variable a name means here, or null if it is global. */
    @Nullable
    Variable resolve(String name) throws SyntaxException {
        Binding binding = bindings.get(name);
        if (binding == null) {
            return null;
        }
        for (FunctionScope user = function; user != null && user != binding.owner; user = user.outer) {
            if (!user.upvalues.add(binding.variable)) {
                break; // and so has every function further out
            }
            if (user.upvalues.size() > MAX_UPVALUES) {
                throw tokens.error("too many upvalues (limit is " + MAX_UPVALUES + ") in " + user.describe());
            }
            binding.variable.capture();
        }
        return binding.variable;
    }

    /** The variable a name in a type means here; the type is erased, so this is no use of the variable. */
    @Nullable
    Variable mention(String name) {
        Binding binding = bindings.get(name);
        return binding == null ? null : binding.variable;
    }

    /** The {@code _ENV} that global names belong to here. */
    Variable environment() throws SyntaxException {
        Variable nearest = resolve(environment.name());
        return nearest == null ? environment : nearest;
    }

    /** Checks that a variable may be assigned to. */
    void assign(Variable variable) throws SyntaxException {
        if (variable.attribute() != Variable.Attribute.REGULAR) {
            throw tokens.errorWithoutToken("attempt to assign to const variable '" + variable.name() + "'");
        }
        variable.reassign();
    }

    void checkNewLabel(String name) throws SyntaxException {
        PlacedLabel same = function.labelsByName.get(name);
        if (same != null) {
            throw tokens.errorWithoutToken("label '" + name + "' already defined on line " + same.position.line());
        }
    }

    /** Places a label and closes the jumps that have been waiting for it in this block. */
    void placeLabel(String name, Position position, boolean last) throws SyntaxException {
        BlockScope block = currentBlock();
        int activeVariables = last ? block.firstActive : function.active.size();
        PlacedLabel label = new PlacedLabel(name, position);
        function.labels.add(label);
        function.labelsByName.put(name, label);
        List<OpenGoto> waiting = function.gotosByName.get(name);
        if (waiting == null) {
            return;
        }
        int first = waiting.size();
        while (first > 0 && waiting.get(first - 1).depth == block.depth) {
            first--;
        }
        List<OpenGoto> here = waiting.subList(first, waiting.size());
        for (OpenGoto jump : here) {
            if (jump.activeVariables < activeVariables) {
                throw tokens.errorWithoutToken("<goto " + name + "> at line " + jump.position.line()
                        + " jumps into the scope of local '"
                        + function.active.get(jump.activeVariables).name() + "'");
            }
            jump.closed = true;
        }
        here.clear();
    }

    /** Notes a jump. A label it can go back to is in an open block of the function; else one must follow. */
    void jump(String name, Position position) {
        if (!function.labelsByName.containsKey(name)) {
            OpenGoto jump = new OpenGoto(name, position, currentBlock().depth, function.active.size());
            function.gotos.add(jump);
            function.gotosByName.computeIfAbsent(name, n -> new ArrayList<>()).add(jump);
        }
    }

    /** Notes a {@code break}. One outside of any loop is told at the end of the function, as a jump without label is. */
    void leaveLoop(Position position) {
        for (BlockScope block = function.block; block != null; block = block.outer) {
            if (block.loop) {
                return;
            }
        }
        jump(BREAK, position);
    }

    private SyntaxException limit(String what, int limit) {
        return tokens.error("too many " + what + " (limit is " + limit + ") in " + function.describe());
    }
}
