@NullMarked
package dev.moirai.script;

import org.jspecify.annotations.NullMarked;
