/**
 * The kinds of entry that need no script language: hosts, services, supervisors, data, environment, policies.
 *
 * <p>Each file is one kind: a record, and the description its fields are read by. {@link dev.moirai.app.kind.CoreKinds}
 * lists them. {@link dev.moirai.app.kind.Lifecycle} is the block that everything which starts at boot has in common; a kind
 * of another module gets it by being {@link dev.moirai.app.kind.Startable}.
 */
@NullMarked
package dev.moirai.app.kind;

import org.jspecify.annotations.NullMarked;
