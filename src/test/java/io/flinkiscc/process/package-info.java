/**
 * Jobs on clusters of real processes, which are killed: what a cluster in one JVM cannot show.
 *
 * <p>Part of {@code mvn verify} with a few kills. More of them, other ones: {@code mvn verify
 * -Dit.test=KillNineITCase -Dkills=50 -Dkills.seed=7}, with {@code -Dtest=none
 * -Dsurefire.failIfNoSpecifiedTests=false} to leave the other tests out. The logs of all processes
 * of a test that failed are in {@code target/process-clusters}.
 */
package io.flinkiscc.process;
