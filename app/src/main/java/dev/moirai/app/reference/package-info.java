/**
 * What the kinds say of themselves, written out: a page for people and a JSON Schema for editors.
 *
 * <p>Begin with {@link dev.moirai.app.reference.YamlReference}. Both are made from the descriptions that validate, so they
 * cannot say anything else.
 */
@NullMarked
package dev.moirai.app.reference;

import org.jspecify.annotations.NullMarked;
