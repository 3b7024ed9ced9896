/**
 * Graphs that find the nearest of many codes of one length without comparing them all.
 *
 * <p>A {@link io.flinkiscc.graph.CodeGraph} grows on the heap while it is searched; a {@link
 * io.flinkiscc.graph.CompactGraph} is the same graph written once and searched where it lies, in a
 * mapped file. Distances are Hamming distances over the common prefix of query and code.
 */
package io.flinkiscc.graph;
