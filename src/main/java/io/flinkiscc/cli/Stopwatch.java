package io.flinkiscc.cli;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/**
 * Measures what a stretch of work takes: by the clock, by the CPU time of the calling thread, and
 * by that of the whole JVM with its compiler and garbage collector, which ticks in hundredths of a
 * second.
 */
final class Stopwatch {

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final OperatingSystemMXBean PROCESS =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private final long wall = System.nanoTime();
  private final long thread = THREADS.getCurrentThreadCpuTime();
  private final long process = PROCESS.getProcessCpuTime();

  private Stopwatch() {}

  static Stopwatch start() {
    return new Stopwatch();
  }

  /** Nanoseconds of CPU time of the calling thread since it began. */
  static long threadNanos() {
    return THREADS.getCurrentThreadCpuTime();
  }

  double wallSeconds() {
    return (System.nanoTime() - wall) / 1e9;
  }

  double threadSeconds() {
    return (THREADS.getCurrentThreadCpuTime() - thread) / 1e9;
  }

  double processSeconds() {
    return (PROCESS.getProcessCpuTime() - process) / 1e9;
  }
}
