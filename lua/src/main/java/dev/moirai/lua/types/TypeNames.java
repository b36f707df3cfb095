package dev.moirai.lua.types;

import dev.moirai.lua.LuaString;
import dev.moirai.lua.Userdata;
import dev.moirai.lua.syntax.Block;
import dev.moirai.lua.syntax.Statement;
import dev.moirai.lua.syntax.Variable;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The types that one chunk declares. Filled while it is compiled, and not changed any more when it runs. */
public final class TypeNames {
    private final Map<Variable, TypeValue> declared = new IdentityHashMap<>();

    TypeValue declare(Variable variable, TypeValue type) {
        declared.put(variable, type);
        return type;
    }

    /** The type that a variable was declared as; null if it is no type. */
    @Nullable
    TypeValue find(Variable variable) {
        return declared.get(variable);
    }

    /** A type that is declared only further down; null if there is none of that name. */
    @Nullable
    TypeValue find(String name) {
        return declared.values().stream()
                .filter(type -> type.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    /** The types that a block itself declares, as values of Lua by their names. */
    public Map<LuaString, Userdata> valuesIn(Block block) {
        var values = new HashMap<LuaString, Userdata>();
        for (Statement statement : block.statements()) {
            Variable variable = switch (statement) {
                case Statement.TypeAlias alias -> alias.variable();
                case Statement.Interface declaration -> declaration.variable();
                default -> null;
            };
            TypeValue type = variable == null ? null : find(variable);
            if (type != null) {
                values.put(LuaString.of(type.name()), type.toLua());
            }
        }
        return values;
    }
}
