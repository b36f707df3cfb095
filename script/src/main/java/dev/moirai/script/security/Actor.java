package dev.moirai.script.security;

import dev.moirai.script.process.Parcel;
import dev.moirai.script.process.Portable;

/**
 * Someone who acts.
 *
 * @param id the name policies know it by
 * @param meta what else is known of it: a parcel of one table
 */
public record Actor(String id, Parcel meta) implements Portable {}
