/**
 * Tests of what outlives a job: checkpoints and savepoints restored by another run, with another
 * parallelism, another configuration or another version of the program. They run the operators of
 * an index on a Flink mini cluster, with sources that play scripts and results that stay in this
 * JVM.
 */
package io.flinkiscc.restore;
