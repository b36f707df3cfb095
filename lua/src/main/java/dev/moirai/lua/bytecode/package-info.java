/**
 * The register bytecode: what a compiled function is.
 *
 * <p>Begin with {@link dev.moirai.lua.bytecode.Op}, the instructions, then {@link dev.moirai.lua.bytecode.Prototype}, a
 * function of them. The compiler makes prototypes; the interpreter and the translation to JVM bytecode read them.
 */
@NullMarked
package dev.moirai.lua.bytecode;

import org.jspecify.annotations.NullMarked;
