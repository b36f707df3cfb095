/** How values are written in messages and logs. */
@NullMarked
package dev.moirai.otp.text;

import org.jspecify.annotations.NullMarked;
