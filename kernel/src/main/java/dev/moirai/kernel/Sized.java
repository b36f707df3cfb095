package dev.moirai.kernel;

/** A message that knows how much memory it holds, so that mailboxes can be bounded in bytes. */
public interface Sized {
    /** The approximate size in bytes; must not change while the message waits. */
    long bytes();
}
