@NullMarked
package dev.moirai.app.schema;

import org.jspecify.annotations.NullMarked;
