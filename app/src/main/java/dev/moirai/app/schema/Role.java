package dev.moirai.app.schema;

/**
 * What an entry can be used as. A field that names another entry says which roles it accepts, so that a kind added later
 * can stand wherever its role fits.
 *
 * @param noun with its article, for messages: {@code a process host}
 */
public record Role(String noun) {
    /** Runs processes on threads of its own. */
    public static final Role HOST = new Role("a process host");

    /** Has one terminal and runs one process at a time on it. */
    public static final Role TERMINAL = new Role("a terminal host");

    /** Can be spawned. */
    public static final Role PROCESS = new Role("a process");

    /** Is started at boot and kept running. */
    public static final Role SERVICE = new Role("a service");

    /** Starts and restarts children. */
    public static final Role SUPERVISOR = new Role("a supervisor");

    /** Holds environment variables. */
    public static final Role ENV_STORAGE = new Role("an environment storage");

    /** Says who may do what. */
    public static final Role POLICY = new Role("a security policy");
}
