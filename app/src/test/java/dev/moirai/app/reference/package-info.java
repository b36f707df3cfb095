@NullMarked
package dev.moirai.app.reference;

import org.jspecify.annotations.NullMarked;
