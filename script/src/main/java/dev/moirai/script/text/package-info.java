/**
 * Work with texts that is bounded whatever the text and the pattern: regular expressions in linear time, differences,
 * splitting into chunks.
 */
@NullMarked
package dev.moirai.script.text;

import org.jspecify.annotations.NullMarked;
