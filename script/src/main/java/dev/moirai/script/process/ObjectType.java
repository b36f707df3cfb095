package dev.moirai.script.process;

import dev.moirai.lua.Call;
import dev.moirai.lua.LuaTable;
import dev.moirai.lua.NativeFunction;
import dev.moirai.lua.Userdata;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * A type of objects shown to Lua: the methods that all of them share, in one frozen metatable for all environments.
 *
 * @param <T> what the object is in Java
 */
public final class ObjectType<T> {
    private final String name;
    private final Class<T> type;
    private final LuaTable metatable;

    private ObjectType(String name, Class<T> type, LuaTable metatable) {
        this.name = name;
        this.type = type;
        this.metatable = metatable.freeze();
    }

    /** Begins a type; {@code name} is what error messages call its objects. */
    public static <T> Builder<T> named(String name, Class<T> type) {
        return new Builder<>(name, type);
    }

    /** The object as a value of Lua. A further userdata of the same object is another value. */
    public Userdata wrap(T object) {
        return new Userdata(object, metatable);
    }

    /** The object that an argument is. */
    public T check(Call call, int index) {
        return call.checkUserdata(index, type, name);
    }

    /** The object that a value is; null if it is no such object. */
    public @Nullable T cast(@Nullable Object value) {
        return value instanceof Userdata userdata && type.isInstance(userdata.object())
                ? type.cast(userdata.object())
                : null;
    }

    /** What a method does, given its object; its arguments count from 2. */
    @FunctionalInterface
    public interface Method<T> {
        void run(Call call, T object);
    }

    /** What a method does that can be refused: then it returns {@code nil, error}. */
    @FunctionalInterface
    public interface FallibleMethod<T> {
        void run(Call call, T object) throws Refusal;
    }

    /** Collects methods. */
    public static final class Builder<T> {
        private final String name;
        private final Class<T> type;
        private final LuaTable methods = new LuaTable();
        private final LuaTable metatable = new LuaTable();

        private Builder(String name, Class<T> type) {
            this.name = name;
            this.type = type;
            metatable.put("__name", dev.moirai.lua.LuaString.of(name));
        }

        public Builder<T> method(String method, Method<T> body) {
            methods.put(method, function(name + ":" + method, body));
            return this;
        }

        /** A method that can be refused. */
        public Builder<T> fallible(String method, FallibleMethod<T> body) {
            return method(method, (call, object) -> {
                try {
                    body.run(call, object);
                } catch (Refusal refusal) {
                    call.returns(null, refusal.error().toLua());
                }
            });
        }

        /** A method that returns a plain value. */
        public Builder<T> getter(String method, BiFunction<Call, T, @Nullable Object> value) {
            return method(method, (call, object) -> call.returns(value.apply(call, object)));
        }

        public Builder<T> text(BiFunction<Call, T, String> text) {
            return meta("__tostring", (call, object) -> call.returns(text.apply(call, object)));
        }

        /** A metamethod whose first operand is always the object. */
        public Builder<T> meta(String event, Method<T> body) {
            return operator(event, call -> body.run(call, call.checkUserdata(1, type, name)));
        }

        /** A metamethod whose object may be either operand. */
        public Builder<T> operator(String event, NativeFunction.Body body) {
            metatable.put(event, NativeFunction.of(name + "." + event, body));
            return this;
        }

        private NativeFunction function(String qualified, Method<T> body) {
            return NativeFunction.of(qualified, call -> body.run(call, call.checkUserdata(1, type, name)));
        }

        public ObjectType<T> build() {
            metatable.put("__index", methods.freeze());
            metatable.put("__metatable", Boolean.FALSE);
            return new ObjectType<>(name, type, metatable);
        }
    }
}
