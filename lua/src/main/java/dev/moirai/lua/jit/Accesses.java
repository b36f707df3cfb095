package dev.moirai.lua.jit;

import static dev.moirai.lua.jit.Descriptors.GENERATED;
import static dev.moirai.lua.jit.Descriptors.INTS;
import static dev.moirai.lua.jit.Descriptors.LAYOUT;
import static dev.moirai.lua.jit.Descriptors.MACHINE;
import static dev.moirai.lua.jit.Descriptors.OBJECT_TYPE;
import static dev.moirai.lua.jit.Descriptors.STRING;
import static dev.moirai.lua.jit.Descriptors.TABLES;
import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;
import static java.util.Objects.requireNonNull;

import dev.moirai.lua.Event;
import dev.moirai.lua.bytecode.Layout;
import dev.moirai.lua.bytecode.MethodPath;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The methods that get and set fields, one for each access: first where the field has been lately, in tables of the same
 * layout, then wherever it is.
 *
 * <p>HotSpot inlines them, and knows for each what it mostly does. They are apart so that the body itself stays small enough
 * to be inlined, too.
 */
final class Accesses {
    private static final MethodTypeDesc GET = MethodTypeDesc.of(OBJECT_TYPE, MACHINE, OBJECT_TYPE);

    // Parameters of the methods: a machine and an object to get from, or an object to set in and a value.
    private static final int FROM = 1;
    private static final int TO = 0;
    private static final int VALUE = 1;

    private final Emitter emitter;
    private final Region region;
    private final Map<String, Consumer<ClassBuilder>> methods = new TreeMap<>();

    Accesses(Emitter emitter, Region region) {
        this.emitter = emitter;
        this.region = region;
    }

    /** Writes the methods that are called. */
    void write(ClassBuilder builder) {
        methods.values().forEach(method -> method.accept(builder));
    }

    private void call(String name, MethodTypeDesc type, Consumer<CodeBuilder> body) {
        emitter.code().invokestatic(GENERATED, name, type);
        methods.put(name, builder -> builder.withMethodBody(name, type, ClassFile.ACC_STATIC, body));
    }

    // --- getting: a machine and an object are on the stack; what comes may be a signal

    /** Replaces them by the value of a field. */
    void field(int key, int pc) {
        get("field", key, pc, false);
    }

    /** Replaces them by what holds the value of a field, which may be a {@code MutableFloat}. */
    void stored(int key, int pc) {
        get("stored", key, pc, true);
    }

    /** Whether it is worth expecting a float. */
    boolean expectsFloat(int key, int pc) {
        return region.mostlyFloat(pc) && place(key, pc) != null;
    }

    private void get(String name, int key, int pc, boolean stored) {
        Place place = place(key, pc);
        call(name + pc, GET, c -> {
            if (place != null) {
                Label elsewhere = c.newLabel();
                load(c, FROM, place);
                MethodTypeDesc type = MethodTypeDesc.of(OBJECT_TYPE, OBJECT_TYPE, LAYOUT, LAYOUT, CD_int);
                c.invokestatic(TABLES, stored ? "stored" : "value", type);
                c.dup().ifnull(elsewhere).areturn();
                c.labelBinding(elsewhere).pop();
            }
            search(c, "field", key, pc);
        });
    }

    private void search(CodeBuilder c, String how, int key, int pc) {
        c.aload(0).aload(FROM);
        key(c, key);
        hint(c, pc);
        c.invokestatic(TABLES, how, MethodTypeDesc.of(OBJECT_TYPE, MACHINE, OBJECT_TYPE, STRING, INTS, CD_int));
        c.areturn();
    }

    /** Replaces them by a method of the object. */
    void method(int key, int pc) {
        List<MethodPath> paths = region.met(pc, MethodPath.class);
        call("method" + pc, GET, c -> {
            for (MethodPath path : paths) {
                inherited(c, path, requireNonNull(region.constant(key)));
            }
            search(c, "method", key, pc);
        });
    }

    /** Returns the method if it is where one was found before; else goes on. */
    private void inherited(CodeBuilder c, MethodPath path, Object key) {
        Label missing = c.newLabel();
        Label otherwise = c.newLabel();
        c.aload(FROM).invokestatic(TABLES, "layout", MethodTypeDesc.of(LAYOUT, OBJECT_TYPE));
        emitter.data(c, path.receiver(), LAYOUT);
        c.if_acmpne(otherwise);
        c.aload(FROM);
        Layout last = path.holder();
        holder(c, path.metatable(), last);
        boolean isFar = path.secondMetatable() != null && path.secondHolder() != null;
        if (isFar) {
            last = requireNonNull(path.secondHolder());
            holder(c, requireNonNull(path.secondMetatable()), last);
        }
        c.loadConstant(2 * last.entry(key) + 1);
        c.invokestatic(TABLES, "method", MethodTypeDesc.of(OBJECT_TYPE, OBJECT_TYPE, CD_int));
        c.dup().ifnull(missing);
        if (isFar) {
            c.aload(0).loadConstant(2); // tables on the way, as the interpreter counts them
            c.invokestatic(TABLES, "charge", MethodTypeDesc.of(CD_void, MACHINE, CD_int));
        }
        c.areturn();
        c.labelBinding(missing).pop();
        c.labelBinding(otherwise);
    }

    private void holder(CodeBuilder c, Layout metatable, Layout holder) {
        emitter.data(c, metatable, LAYOUT);
        c.loadConstant(2 * metatable.entry(Event.INDEX.key()) + 1);
        emitter.data(c, holder, LAYOUT);
        c.invokestatic(TABLES, "holder", MethodTypeDesc.of(OBJECT_TYPE, OBJECT_TYPE, LAYOUT, CD_int, LAYOUT));
    }

    // --- setting: an object and a value are on the stack

    /** Assigns to a field, and replaces them by whether that was possible. */
    void set(int key, int pc) {
        set("set", key, pc, OBJECT_TYPE);
    }

    /** The same with an unboxed float. */
    void setFloat(int key, int pc) {
        set("setFloat", key, pc, CD_double);
    }

    private void set(String name, int key, int pc, ClassDesc value) {
        Place place = place(key, pc);
        Layout met = region.met(pc, Layout.class).stream().findFirst().orElse(null);
        call(name + pc, MethodTypeDesc.of(CD_boolean, OBJECT_TYPE, value), c -> {
            if (place != null) {
                load(c, TO, place);
                value(c, value);
                MethodTypeDesc type = MethodTypeDesc.of(CD_boolean, OBJECT_TYPE, LAYOUT, LAYOUT, CD_int, value);
                c.invokestatic(TABLES, "replace", type);
                returnIfDone(c);
            } else if (met != null) {
                add(c, key, met, value);
            }
            c.aload(TO);
            key(c, key);
            boxedValue(c, value);
            hint(c, pc);
            MethodTypeDesc type = MethodTypeDesc.of(CD_boolean, OBJECT_TYPE, STRING, OBJECT_TYPE, INTS, CD_int);
            c.invokestatic(TABLES, "setField", type);
            c.ireturn();
        });
    }

    /** Adds a field to a table with a certain layout, and returns; or goes on. */
    private void add(CodeBuilder c, int key, Layout layout, ClassDesc value) {
        Layout extended = layout.with(requireNonNull(region.constant(key)));
        if (extended == null) {
            return;
        }
        c.aload(TO);
        emitter.data(c, layout, LAYOUT);
        c.loadConstant(2 * layout.size());
        key(c, key);
        boxedValue(c, value);
        emitter.data(c, extended, LAYOUT);
        c.invokestatic(
                TABLES, "add", MethodTypeDesc.of(CD_boolean, OBJECT_TYPE, LAYOUT, CD_int, STRING, OBJECT_TYPE, LAYOUT));
        returnIfDone(c);
    }

    private static void returnIfDone(CodeBuilder c) {
        Label notDone = c.newLabel();
        c.ifeq(notDone).iconst_1().ireturn();
        c.labelBinding(notDone);
    }

    private static void value(CodeBuilder c, ClassDesc type) {
        if (type.equals(CD_double)) {
            c.dload(VALUE);
        } else {
            c.aload(VALUE);
        }
    }

    private static void boxedValue(CodeBuilder c, ClassDesc type) {
        value(c, type);
        if (type.equals(CD_double)) {
            Emitter.boxDouble(c);
        }
    }

    // --- where fields are

    /**
     * Where a field is in tables with one of two layouts, which may be the same.
     *
     * @param at twice the number of its entry, and one more
     */
    private record Place(Layout one, Layout another, int at) {}

    /** Where a field has been lately; null if that is not known. */
    private @Nullable Place place(int key, int pc) {
        Object name = requireNonNull(region.constant(key));
        List<Layout> known = region.met(pc, Layout.class).stream()
                .filter(layout -> layout.entry(name) >= 0)
                .toList();
        if (known.isEmpty()) {
            return null;
        }
        Layout one = known.getFirst();
        Layout another = known.getLast();
        int entry = one.entry(name);
        return new Place(one, another.entry(name) == entry ? another : one, 2 * entry + 1);
    }

    private void load(CodeBuilder c, int object, Place place) {
        c.aload(object);
        emitter.data(c, place.one, LAYOUT);
        emitter.data(c, place.another, LAYOUT);
        c.loadConstant(place.at);
    }

    private void key(CodeBuilder c, int key) {
        emitter.data(c, requireNonNull(region.constant(key)), STRING);
    }

    /** Pushes the words of the function and the place of the hint among them. */
    private void hint(CodeBuilder c, int pc) {
        emitter.data(c, region.prototype().code(), INTS);
        c.loadConstant(pc + 1);
    }
}
