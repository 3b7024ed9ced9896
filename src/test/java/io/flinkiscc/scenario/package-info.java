/**
 * Fault scenarios: jobs that run while tasks, task managers, the JobManager, the checkpoint storage
 * or the local disk fail, and while their parallelism changes; in the end, and in every answer on
 * the way, the index must hold what a plain map of the log holds.
 *
 * <p>{@link io.flinkiscc.scenario.ChaosRunner} draws scenarios from a seed; the tests of this
 * package run chosen ones.
 */
package io.flinkiscc.scenario;
