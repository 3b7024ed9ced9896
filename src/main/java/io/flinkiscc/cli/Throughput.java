package io.flinkiscc.cli;

import java.util.Map;

/** Records that sources made in several stretches of time, per second. */
final class Throughput {

  private final Pace pace;
  private Stopwatch watch;
  private long before;
  private long records;
  private double seconds;
  private double cpuSeconds;

  Throughput(Pace pace) {
    this.pace = pace;
  }

  void start() {
    before = pace.records();
    watch = Stopwatch.start();
  }

  void stop() {
    records += pace.records() - before;
    seconds += watch.wallSeconds();
    cpuSeconds += watch.processSeconds();
  }

  double perSecond() {
    return records / Math.max(1e-9, seconds);
  }

  /** By CPU time of the process: steadier where others work on the machine too. */
  double perCpuSecond() {
    return records / Math.max(1e-2, cpuSeconds);
  }

  /** Tells all under names that begin so. */
  Map<String, Object> figures(String name) {
    Map<String, Object> figures = BenchReport.figures();
    figures.put(name + "_wall", perSecond());
    figures.put(name + "_process_cpu", perCpuSecond());
    figures.put(name + "_seconds", seconds);
    return figures;
  }
}
