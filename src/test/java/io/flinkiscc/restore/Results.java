package io.flinkiscc.restore;

import io.flinkiscc.kafka.EnrichedRecord;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/** The results of one run of a job, seen by the test in the same JVM. Any thread. */
final class Results implements Serializable {

  private static final long serialVersionUID = 1L;
  private static final Map<Integer, Results> ALL = new ConcurrentHashMap<>();
  private static final AtomicInteger NEXT = new AtomicInteger();

  private final int number = NEXT.incrementAndGet();
  private final transient List<EnrichedRecord> own = new ArrayList<>();
  private final transient List<String> before = new ArrayList<>();

  Results() {
    ALL.put(number, this);
  }

  /** The results of this JVM that a serialized one stands for. */
  Results here() {
    return ALL.get(number);
  }

  synchronized void add(EnrichedRecord result) {
    own.add(result);
  }

  synchronized void restored(String queryId) {
    before.add(queryId);
  }

  /** The queries that were answered before the checkpoint this run began with. */
  synchronized List<String> answeredBefore() {
    return List.copyOf(before);
  }

  synchronized List<EnrichedRecord> all() {
    return List.copyOf(own);
  }

  private synchronized Set<String> answered(boolean beforeToo) {
    Set<String> answered = new HashSet<>(beforeToo ? before : List.of());
    own.forEach(result -> answered.add(result.queryId()));
    return answered;
  }

  /** Waits until queries are answered in this run. */
  void await(Collection<String> queryIds) {
    Awaitility.await("results")
        .atMost(Runs.PATIENCE)
        .until(() -> answered(false).containsAll(queryIds));
  }

  /** Waits until queries are answered, in this run or before. */
  void awaitAll(Collection<String> queryIds) {
    Awaitility.await("results")
        .atMost(Runs.PATIENCE)
        .until(() -> answered(true).containsAll(queryIds));
  }
}
