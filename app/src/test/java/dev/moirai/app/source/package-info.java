@NullMarked
package dev.moirai.app.source;

import org.jspecify.annotations.NullMarked;
