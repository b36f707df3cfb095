package dev.moirai.otp.supervisor;

/**
 * How many children a supervisor has.
 *
 * @param specs all it knows
 * @param active those with a live process
 * @param supervisors those of type supervisor, alive or not
 * @param workers those of type worker, alive or not
 */
public record ChildCounts(int specs, int active, int supervisors, int workers) {}
