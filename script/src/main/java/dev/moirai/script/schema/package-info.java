/**
 * JSON Schema (draft 2020-12) for values of Lua; see docs/decisions/0421.
 *
 * <p>{@link dev.moirai.script.schema.JsonSchema} checks a value. {@link dev.moirai.script.schema.Formats} are the formats of
 * texts it knows, {@link dev.moirai.script.schema.LuaJson} says what JSON type a Lua value is.
 */
@NullMarked
package dev.moirai.script.schema;

import org.jspecify.annotations.NullMarked;
