/**
 * Lua projects: entries whose code is Lua, compiled and run as processes.
 *
 * <p>Begin with {@link dev.moirai.script.ScriptProject} (a project folder, read and compiled) and {@link
 * dev.moirai.script.Application} (that project, running on a node). {@code kind} describes the entries, {@code process} is the
 * Lua process, {@code module} holds what programs can require.
 */
@NullMarked
package dev.moirai.script;

import org.jspecify.annotations.NullMarked;
