/**
 * The Flink jobs against real brokers: their configuration, the check of brokers and topics before
 * they start, and the wiring from Kafka through the index back to Kafka.
 *
 * <p>{@link io.flinkiscc.job.JobConfig} holds the settings of a YAML file and the command line, all
 * of them listed in {@link io.flinkiscc.job.JobOptions}; {@link io.flinkiscc.job.IsccJob} makes a
 * job of them. {@link io.flinkiscc.job.Main} is what {@code flink run} calls.
 */
package io.flinkiscc.job;
