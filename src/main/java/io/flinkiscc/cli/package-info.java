/**
 * The command line: commands that run the whole pipeline on this machine, with a Kafka broker and a
 * Flink cluster inside one JVM, or against real ones; and benchmarks of the index.
 */
package io.flinkiscc.cli;
