@NullMarked
package dev.moirai.app.project;

import org.jspecify.annotations.NullMarked;
