package io.flinkiscc.cli;

import io.flinkiscc.kafka.EnrichedRecord;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.flink.api.common.functions.RichMapFunction;

/**
 * Hands the answers of a job in this JVM to whoever looks for them by the same name. Any thread.
 *
 * @param name the name
 */
record Answers(String name) {

  private static final Map<String, Queue<Answer>> ALL = new ConcurrentHashMap<>();

  /**
   * An answer.
   *
   * @param nanos {@link System#nanoTime} when it came
   * @param attempt attempt of the task that brought it, from 0 on
   * @param record what it says
   */
  record Answer(long nanos, int attempt, EnrichedRecord record) {}

  /** The next answer nobody has taken yet; null if there is none. */
  Answer poll() {
    return queue(name).poll();
  }

  /** Forgets all answers. */
  void clear() {
    ALL.remove(name);
  }

  private static Queue<Answer> queue(String name) {
    return ALL.computeIfAbsent(name, n -> new ConcurrentLinkedQueue<>());
  }

  /** Takes the answers in a job. */
  RichMapFunction<EnrichedRecord, Integer> collector() {
    return new Collector(name);
  }

  private static final class Collector extends RichMapFunction<EnrichedRecord, Integer> {
    private static final long serialVersionUID = 1L;

    private final String name;

    Collector(String name) {
      this.name = name;
    }

    @Override
    public Integer map(EnrichedRecord record) {
      int attempt = getRuntimeContext().getTaskInfo().getAttemptNumber();
      queue(name).add(new Answer(System.nanoTime(), attempt, record));
      return attempt;
    }
  }
}
