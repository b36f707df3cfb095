package dev.moirai.lua.jit;

/** What an operator is applied to: a register, or a constant number. */
sealed interface Operand {
    record Register(int index) implements Operand {}

    /** @param number a {@link Long} or a {@link Double} */
    record Constant(Object number) implements Operand {}
}
