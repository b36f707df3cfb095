/**
 * Who may do what: actors, policies and scopes, and the question whether something is allowed.
 *
 * <p>Begin with {@link dev.moirai.script.security.Credentials}: what a process carries and hands on to those it spawns and
 * calls. {@link dev.moirai.script.security.Policies} holds the policies of the project.
 */
@NullMarked
package dev.moirai.script.security;

import org.jspecify.annotations.NullMarked;
