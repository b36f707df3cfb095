package dev.moirai.lua.jit;

import static java.lang.constant.ConstantDescs.CD_int;

import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;

/** The JVM's names of the classes that generated code refers to. */
final class Descriptors {
    private static final String PACKAGE = "dev.moirai.lua.";

    static final ClassDesc OBJECT_TYPE = ConstantDescs.CD_Object;
    static final ClassDesc OBJECTS = OBJECT_TYPE.arrayType();
    static final ClassDesc INTS = CD_int.arrayType();
    static final ClassDesc LONG = ConstantDescs.CD_Long;
    static final ClassDesc DOUBLE = ConstantDescs.CD_Double;
    static final ClassDesc BOOLEAN = ConstantDescs.CD_Boolean;
    static final ClassDesc MATH = ClassDesc.of("java.lang.Math");

    static final ClassDesc MACHINE = ClassDesc.of(PACKAGE + "Machine");
    static final ClassDesc CLOSURE_TYPE = ClassDesc.of(PACKAGE + "LuaClosure");
    static final ClassDesc FRAME = ClassDesc.of(PACKAGE + "Frame");
    static final ClassDesc SIGNAL = ClassDesc.of(PACKAGE + "Signal");
    static final ClassDesc MEMORY = ClassDesc.of(PACKAGE + "Memory");
    static final ClassDesc FAST_PATH = ClassDesc.of(PACKAGE + "FastPath");
    static final ClassDesc EXIT = ClassDesc.of(PACKAGE + "Exit");
    static final ClassDesc STRING = ClassDesc.of(PACKAGE + "LuaString");
    static final ClassDesc LAYOUT = ClassDesc.of(PACKAGE + "bytecode.Layout");
    static final ClassDesc PROTOTYPE = ClassDesc.of(PACKAGE + "bytecode.Prototype");

    /** The generated class, and what it extends. */
    static final ClassDesc GENERATED = ClassDesc.of(PACKAGE + "Generated");

    static final ClassDesc COMPILED_FUNCTION = ClassDesc.of(PACKAGE + "CompiledCode");
    static final ClassDesc COMPILED_LOOP = ClassDesc.of(PACKAGE + "CompiledLoop");

    // The runtime support.
    static final ClassDesc CALLS = ClassDesc.of(PACKAGE + "CallSupport");
    static final ClassDesc TABLES = ClassDesc.of(PACKAGE + "TableSupport");
    static final ClassDesc VARIABLES = ClassDesc.of(PACKAGE + "VariableSupport");
    static final ClassDesc OPERATORS = ClassDesc.of(PACKAGE + "OperatorSupport");
    static final ClassDesc COMPARISONS = ClassDesc.of(PACKAGE + "ComparisonSupport");
    static final ClassDesc SWITCHES = ClassDesc.of(PACKAGE + "SwitchSupport");
    static final ClassDesc LOOPS = ClassDesc.of(PACKAGE + "LoopSupport");

    // What the interpreter uses as well.
    static final ClassDesc VALUES = ClassDesc.of(PACKAGE + "Values");
    static final ClassDesc COROUTINE = ClassDesc.of(PACKAGE + "Coroutine");
    static final ClassDesc ARITHMETIC = ClassDesc.of(PACKAGE + "Arithmetic");
    static final ClassDesc COMPARISON = ClassDesc.of(PACKAGE + "Comparison");

    private Descriptors() {}
}
