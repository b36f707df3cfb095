package dev.moirai.script.process;

/** A message that a process, or something working for it, sends to the process's own works; Lua never sees it. */
@FunctionalInterface
public interface Notice {
    /** Acts on it, in a turn of {@code process}. */
    void arrive(LuaProcess process);
}
