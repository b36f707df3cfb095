/** Entries: _index.yaml files to typed entries, kinds and services. */
@NullMarked
package dev.moirai.app;

import org.jspecify.annotations.NullMarked;
