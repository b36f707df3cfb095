/**
 * A project folder, read: every YAML file below its source folder becomes typed, checked entries, or mistakes.
 *
 * <p>Begin with {@link dev.moirai.app.project.ProjectLoader#load}. It finds the source folder ({@code ProjectLayout}),
 * reads each file ({@code EntryFile}), then checks what the entries say of each other ({@code References}). The result is a
 * {@link dev.moirai.app.project.Loaded}: a {@link dev.moirai.app.project.Project} and all mistakes found.
 */
@NullMarked
package dev.moirai.app.project;

import org.jspecify.annotations.NullMarked;
