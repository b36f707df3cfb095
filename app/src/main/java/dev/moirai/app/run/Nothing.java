package dev.moirai.app.run;

/** The messages of a server that takes none. */
enum Nothing {}
