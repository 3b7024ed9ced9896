package io.flinkiscc.serve;

import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.kafka.Completeness;
import io.flinkiscc.kafka.EnrichedRecord;
import io.flinkiscc.kafka.QueryRecord;
import io.flinkiscc.kafka.Status;
import io.flinkiscc.match.MatchMerger;
import io.flinkiscc.match.MatchQuery;
import io.flinkiscc.match.MatchRules;
import io.flinkiscc.query.EnrichedRecords;
import io.flinkiscc.query.FoundParts;
import io.flinkiscc.query.KeyGroupCoverage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The ends that an {@link Asking} may come to, as records.
 *
 * @param query what was asked; null if that is not known
 * @param plan whom to ask; empty if nobody is known
 * @param failures why tasks did not answer, by instance
 */
record AskingResults(
    ClientOptions options,
    QueryRecord record,
    MatchQuery query,
    List<Endpoint> plan,
    Map<String, TaskFailure> failures,
    long startedNanos) {

  /** Ranges and reasons told in one record. */
  private static final int MOST_REASONS = 8;

  private EnrichedRecords records() {
    return new EnrichedRecords(plan.get(0).realm(), plan.get(0).unitTypes());
  }

  private long tookMicros() {
    return TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - startedNanos);
  }

  EnrichedRecord notFound() {
    return records().notFound(record, tookMicros());
  }

  EnrichedRecord notIndexed(Set<UnitType> asked) {
    return records().notIndexed(record, asked, tookMicros());
  }

  EnrichedRecord foreignRealm(int asked) {
    return records()
        .unsupported(
            record,
            "%s is of realm %d, the index is of realm %d"
                .formatted(record.isccId().orElseThrow(), asked, plan.get(0).realm()),
            tookMicros());
  }

  EnrichedRecord invalid(String error) {
    return EnrichedRecord.answer(record, Status.INVALID)
        .error(error)
        .tookMicros(tookMicros())
        .build();
  }

  /** What these parts say together; partial if they do not cover all key groups. */
  EnrichedRecord found(Collection<AnsweredPart> parts) {
    if (plan.isEmpty()) {
      return EnrichedRecord.answer(record, Status.TIMEOUT)
          .completeness(Completeness.PARTIAL)
          .reason(
              "no task of index \""
                  + options.index()
                  + "\" is known in "
                  + options.registry()
                  + "; is its job running, with this registry?")
          .tookMicros(tookMicros())
          .build();
    }
    List<AnsweredPart> ordered = new ArrayList<>(parts);
    ordered.sort(Comparator.comparingInt(AnsweredPart::firstKeyGroup));
    MatchQuery asked = query == null ? MatchQuery.builder().build() : query;
    MatchRules rules = MatchRules.builder().scoring(plan.get(0).scoring()).build();
    FoundParts found =
        new FoundParts(
            new MatchMerger(rules).merge(asked, ordered.stream().map(AnsweredPart::part).toList()),
            ordered.size(),
            ordered.stream().mapToLong(AnsweredPart::indexTimeMicros).max().orElse(0),
            new KeyGroupCoverage(plan.get(0).task().maxParallelism(), ordered).missing());
    String why = found.missing().isEmpty() ? "" : "are missing: " + reasons(ordered);
    return records().answered(record, asked, found, why, tookMicros());
  }

  private String reasons(List<AnsweredPart> answered) {
    Set<String> done = Set.copyOf(answered.stream().map(p -> p.task().instance()).toList());
    List<String> reasons = new ArrayList<>();
    for (Endpoint task : plan) {
      if (!done.contains(task.instance())) {
        reasons.add(reason(task));
      }
    }
    for (int[] range : new KeyGroupCoverage(plan.get(0).task().maxParallelism(), plan).missing()) {
      reasons.add(range[0] + ".." + range[1] + ": no task is known in " + options.registry());
    }
    if (reasons.size() > MOST_REASONS) {
      String rest = (reasons.size() - MOST_REASONS) + " more";
      reasons = new ArrayList<>(reasons.subList(0, MOST_REASONS));
      reasons.add(rest);
    }
    return String.join("; ", reasons);
  }

  private String reason(Endpoint task) {
    TaskFailure failure = failures.get(task.instance());
    String what =
        failure == null
            ? TaskFailure.Kind.DEADLINE.toString()
            : failure.kind() + " (" + failure.getMessage() + ")";
    return "%d..%d: %s:%d %s"
        .formatted(task.firstKeyGroup(), task.lastKeyGroup(), task.host(), task.port(), what);
  }
}
