/**
 * Tasks: processes that compute one result. Begin with {@link dev.moirai.otp.task.Task} (for an owner that waits) and
 * {@link dev.moirai.otp.task.TaskSupervisor} (tasks under supervision, with or without somebody who waits).
 */
@NullMarked
package dev.moirai.otp.task;

import org.jspecify.annotations.NullMarked;
