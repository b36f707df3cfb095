package dev.moirai.lua.jit;

/** What the translators of the different kinds of instructions work with: the parts of the body that is being written. */
record Body(
        Region region,
        Emitter emitter,
        Registers registers,
        Exits exits,
        Guards guards,
        Versions versions,
        Accesses accesses) {}
