/**
 * Hot bytecode to JVM bytecode.
 *
 * <p>Begin with {@link dev.moirai.lua.jit.Translator}: a function, or a loop of one, becomes a class whose code keeps the
 * registers in local variables of the JVM, integers and floats unboxed where their types are known. It does the common
 * case of each instruction only. In every other case, and to be suspended, it <em>exits</em>: it stores the live registers
 * and the {@code pc}, and the interpreter goes on from there; so nothing it does has to be undone or redone. Which types
 * to expect it learns from what the interpreter has seen.
 */
@NullMarked
package dev.moirai.lua.jit;

import org.jspecify.annotations.NullMarked;
