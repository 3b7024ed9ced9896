/** Jobs on clusters of real processes, which are killed: what a cluster in one JVM cannot show. */
package io.flinkiscc.process;
