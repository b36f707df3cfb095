/** Lua processes: the modules process, channel, time, ... over kernel and lua. */
@NullMarked
package dev.moirai.script;

import org.jspecify.annotations.NullMarked;
