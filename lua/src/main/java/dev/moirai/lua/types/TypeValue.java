package dev.moirai.lua.types;

import dev.moirai.lua.Call;
import dev.moirai.lua.Event;
import dev.moirai.lua.LuaError;
import dev.moirai.lua.LuaString;
import dev.moirai.lua.LuaTable;
import dev.moirai.lua.NativeFunction;
import dev.moirai.lua.Userdata;
import dev.moirai.lua.syntax.Statement;
import dev.moirai.lua.syntax.TypeExpression;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the name of a type is while the program runs. {@code Point:is(v)} gives {@code v}, or {@code nil} and an error that
 * says where v is not a Point; {@code Point(v)} gives v, or raises that error. Immutable, shared by all environments.
 */
public final class TypeValue {
    private static final LuaTable METATABLE = metatable();

    private final String name;
    private final List<TypeExpression.Parameter> parameters;
    private final List<TypeExpression> parts;
    private final TypeNames names;

    private TypeValue(
            String name, List<TypeExpression.Parameter> parameters, List<TypeExpression> parts, TypeNames names) {
        this.name = name;
        this.parameters = List.copyOf(parameters);
        this.parts = List.copyOf(parts);
        this.names = names;
    }

    /** The type that a statement declares, made known to {@code names}. */
    public static TypeValue of(Statement.TypeAlias alias, TypeNames names) {
        return names.declare(
                alias.variable(),
                new TypeValue(alias.variable().name(), alias.generics(), List.of(alias.type()), names));
    }

    /** The type that a statement declares, made known to {@code names}. */
    public static TypeValue of(Statement.Interface declared, TypeNames names) {
        var parts = new java.util.ArrayList<>(declared.parents());
        parts.add(new TypeExpression.Record(declared.position(), declared.fields(), null));
        return names.declare(
                declared.variable(), new TypeValue(declared.variable().name(), declared.generics(), parts, names));
    }

    /** This type as a value of Lua. */
    public Userdata toLua() {
        return new Userdata(this, METATABLE);
    }

    public String name() {
        return name;
    }

    List<TypeExpression.Parameter> parameters() {
        return parameters;
    }

    /** What a value must be, all of it. */
    List<TypeExpression> parts() {
        return parts;
    }

    TypeNames names() {
        return names;
    }

    // ---- in Lua

    private static LuaTable metatable() {
        var methods = new LuaTable();
        methods.put("is", NativeFunction.of("type:is", TypeValue::is));
        methods.put("name", NativeFunction.of("type:name", call -> call.returns(check(call).name)));
        methods.put(
                "kind",
                NativeFunction.of("type:kind", call -> call.returns(check(call).kind())));
        var metatable = new LuaTable();
        metatable.put(Event.INDEX.key(), methods.freeze());
        metatable.put(Event.CALL.key(), NativeFunction.of("type", TypeValue::cast));
        metatable.put(Event.TOSTRING.key(), NativeFunction.of("type", call -> call.returns(check(call).name)));
        metatable.put(Event.NAME.key(), LuaString.of("type"));
        metatable.put(Event.METATABLE.key(), Boolean.FALSE);
        return metatable.freeze();
    }

    private static TypeValue check(Call call) {
        return call.checkUserdata(1, TypeValue.class, "type");
    }

    private static void is(Call call) {
        TypeValue type = check(call);
        String problem = new TypeCheck(call).problem(type, call.get(2));
        if (problem == null) {
            call.returns(call.get(2), null);
        } else {
            call.returns(null, call.environment().host().failure(problem));
        }
    }

    private static void cast(Call call) {
        TypeValue type = check(call);
        String problem = new TypeCheck(call).problem(type, call.get(2));
        if (problem != null) {
            throw LuaError.of(call.environment().host().failure(call.where(1) + problem));
        }
        call.returns(call.get(2));
    }

    /** The sort of type: {@code record}, {@code array}, {@code union} … */
    private String kind() {
        @Nullable TypeExpression only = parts.size() == 1 ? parts.getFirst() : null;
        return switch (only) {
            case null -> "intersection";
            case TypeExpression.Record _ -> "record";
            case TypeExpression.ArrayOf _ -> "array";
            case TypeExpression.MapOf _ -> "map";
            case TypeExpression.Union _ -> "union";
            case TypeExpression.Intersection _ -> "intersection";
            case TypeExpression.Optional _ -> "optional";
            case TypeExpression.FunctionType _ -> "function";
            case TypeExpression.Literal _ -> "literal";
            case TypeExpression.Constrained constrained ->
                new TypeValue(name, parameters, List.of(constrained.inner()), names).kind();
            case TypeExpression.Named named
            when named.path().size() == 1 -> named.path().getFirst();
            default -> "type";
        };
    }

    @Override
    public String toString() {
        return name;
    }
}
