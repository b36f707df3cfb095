@NullMarked
package dev.moirai.app.boot;

import org.jspecify.annotations.NullMarked;
