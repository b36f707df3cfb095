@NullMarked
package dev.moirai.app.run;

import org.jspecify.annotations.NullMarked;
