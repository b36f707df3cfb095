package dev.moirai.lua.syntax;

/**
 * A whole source text: the body of its main function and the variable that stands for its environment.
 *
 * @param name the chunk's name as error messages show it, already shortened ({@code pool.lua}, {@code [string "x = 1"]})
 * @param environment the {@code _ENV} every global name of the chunk belongs to, unless the source declares its own;
 *     the only upvalue of {@code main}
 * @param main the main function: vararg, without parameters
 */
public record Chunk(String name, Variable environment, FunctionBody main) {}
