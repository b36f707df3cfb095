/**
 * What the processes of a node share besides messages: variables, stores, the registry of entries.
 *
 * <p>Begin with {@link dev.moirai.script.resource.Resources}, which makes them from a project. Each is one class, safe to use
 * from any thread; the modules of the same name show them to Lua.
 */
@NullMarked
package dev.moirai.script.resource;

import org.jspecify.annotations.NullMarked;
