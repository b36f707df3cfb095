package dev.moirai.app.source;

/**
 * Text that a project brings along, such as the code of a script, and where it stands.
 *
 * @param text the text itself
 * @param at where its first character stands: in a file of its own, or inline in a YAML file
 */
public record SourceText(String text, Position at) {}
