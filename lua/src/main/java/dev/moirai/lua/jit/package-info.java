/**
 * Hot bytecode to JVM bytecode.
 *
 * <p>Begin with {@link dev.moirai.lua.jit.Translator}: a function, or a loop of one, becomes a class whose code keeps the
 * registers in local variables of the JVM, integers and floats unboxed where their types are known. It does the common
 * case of each instruction only. In every other case, and to be suspended, it <em>exits</em>: it stores the live registers
 * and the {@code pc}, and the interpreter goes on from there; so nothing it does has to be undone or redone. Which types
 * to expect it learns from what the interpreter has seen.
 *
 * <p>How control passes between the two; both have the registers where the other looks for them:
 *
 * <pre>
 *   interpreter              compiled function                 compiled function
 *   a frame on the           no frame, registers               that it calls
 *   coroutine's stack        in JVM locals
 *
 *   CALL ------------------&gt; arguments are parameters
 *                            CALL ---------------------------&gt; ...
 *                            a value or a Signal &lt;------------ RETURN
 *   results to the stack &lt;-- RETURN
 *
 *                                                              turn over, unexpected type,
 *                                                              error, native that suspends:
 *                                                              notes pc and registers in Exit
 *                            notes its own in Exit &lt;---------- Signal.EXIT
 *   makes frames of the &lt;--- Signal.EXIT
 *   notes, outermost first,
 *   and goes on in the
 *   innermost
 *
 *   interpreter              compiled loop
 *   the loop's frame         of the same frame
 *
 *   LOOP, FORLOOP or ------&gt; registers from the stack to JVM locals
 *   TFORLOOP jumps back
 *   goes on at that pc &lt;---- left, at its end or by an exit: registers back to the stack, gives a pc
 *   makes frames of the &lt;--- a function that it has called has exited: the same, gives the complement of the call's pc
 *   notes, on top of it
 *
 *   compiled loop            machine, on top of it in Java
 *
 *   CALL of what switches
 *   coroutines: registers
 *   back to the stack -----&gt; makes the switch, and lets what is on top go on
 *   goes on &lt;--------------- as soon as the loop's frame is on top again
 *   is left for good &lt;------ otherwise: everything is in its frame
 * </pre>
 *
 * <p>A body is written by {@link dev.moirai.lua.jit.BodyTranslator}, which hands each instruction to the translator of its
 * kind: {@link dev.moirai.lua.jit.VariableTranslator}, {@link dev.moirai.lua.jit.TableTranslator},
 * {@link dev.moirai.lua.jit.OperatorTranslator}, {@link dev.moirai.lua.jit.TestTranslator},
 * {@link dev.moirai.lua.jit.CallTranslator} or {@link dev.moirai.lua.jit.LoopTranslator}. They share
 *
 * <ul>
 *   <li>{@link dev.moirai.lua.jit.Region}: the instructions to be translated, and what {@link dev.moirai.lua.jit.Liveness}
 *       knows of them;
 *   <li>{@link dev.moirai.lua.jit.Registers}, in their {@link dev.moirai.lua.jit.Locals}, with their
 *       {@link dev.moirai.lua.jit.Types};
 *   <li>{@link dev.moirai.lua.jit.Versions}: the code of each place for each combination of types;
 *   <li>{@link dev.moirai.lua.jit.Guards} and {@link dev.moirai.lua.jit.Exits}: what is checked, and the ways out;
 *   <li>{@link dev.moirai.lua.jit.Emitter}: what all code is made of.
 * </ul>
 *
 * <p>What generated code calls are the static methods of the classes named {@code …Support} in {@code dev.moirai.lua}. It
 * refers to them by name, in {@link dev.moirai.lua.jit.Descriptors}.
 */
@NullMarked
package dev.moirai.lua.jit;

import org.jspecify.annotations.NullMarked;
