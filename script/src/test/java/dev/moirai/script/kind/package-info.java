@NullMarked
package dev.moirai.script.kind;

import org.jspecify.annotations.NullMarked;
