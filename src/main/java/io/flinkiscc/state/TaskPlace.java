package io.flinkiscc.state;

/**
 * Which task of a running index a task is.
 *
 * @param jobId the job, in hexadecimal digits
 * @param subtask number of the task, from 0 on
 * @param parallelism number of tasks
 * @param attempt how often the task was started before in this job
 * @param maxParallelism number of key groups
 * @param firstKeyGroup first key group the task holds
 * @param lastKeyGroup last key group the task holds
 */
public record TaskPlace(
    String jobId,
    int subtask,
    int parallelism,
    int attempt,
    int maxParallelism,
    int firstKeyGroup,
    int lastKeyGroup) {}
