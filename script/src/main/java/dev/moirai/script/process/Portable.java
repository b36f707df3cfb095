package dev.moirai.script.process;

/** A Java object behind a userdata that is immutable, so that it can be sent to other processes as it is. */
public interface Portable {}
