package io.flinkiscc.serve;

import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.kafka.EnrichedRecord;
import io.flinkiscc.kafka.QueryRecord;
import io.flinkiscc.match.MatchPart;
import io.flinkiscc.match.MatchQuery;
import io.flinkiscc.nphd.Code;
import io.flinkiscc.query.KeyGroupOf;
import io.flinkiscc.query.QueryTerms;
import io.flinkiscc.query.UnitCodes;
import io.flinkiscc.serve.proto.Query;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * One query on its way through the tasks of an index: asks those that were chosen, asks again what
 * failed, and puts the parts together when all key groups are covered or the time is up.
 *
 * <p>Parts count only as long as the tasks to ask are the same. Whenever something is asked again
 * the choice is made anew: if any task was replaced since then, all parts are dropped, because what
 * was held before and what its successor holds are of two moments.
 *
 * <p>A query by ISCC-ID goes to the owner of the asset first, whose answer tells the units that the
 * others are asked with. If the owner was replaced, all starts again.
 */
final class Asking {

  private static final long SHORTEST_RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final ClientCore core;
  private final QueryRecord record;
  private final long startedNanos = System.nanoTime();
  private final long timeoutNanos;
  private final CompletableFuture<EnrichedRecord> result = new CompletableFuture<>();

  private final Map<String, AnsweredPart> parts = new HashMap<>();
  private final Map<String, CompletableFuture<TaskAnswer>> pending = new HashMap<>();
  private final Map<String, TaskFailure> failures = new HashMap<>();
  private List<Endpoint> plan = List.of();
  private Set<UnitType> indexed = Set.of();
  private MatchQuery query;
  private Query message;
  private String owner;
  private int retries;
  private boolean retryPlanned;
  private boolean finished;
  private Future<?> alarm;

  Asking(ClientCore core, QueryRecord record) {
    this.core = core;
    this.record = record;
    this.timeoutNanos =
        record.timeoutMs().isPresent()
            ? TimeUnit.MILLISECONDS.toNanos(record.timeoutMs().getAsLong())
            : core.options().timeout().toNanos();
  }

  CompletableFuture<EnrichedRecord> result() {
    return result;
  }

  void start() {
    synchronized (this) {
      alarm = core.timer().schedule(this::timeIsUp, timeoutNanos, TimeUnit.NANOSECONDS);
    }
    step();
  }

  /** Asks whoever is to be asked and is not. */
  private void step() {
    EnrichedRecord end = null;
    List<Runnable> calls = new ArrayList<>();
    synchronized (this) {
      retryPlanned = false;
      if (finished) {
        return;
      }
      adopt(core.watch().chosen());
      if (query == null && !plan.isEmpty() && record.isccId().isEmpty()) {
        end = prepare(UnitCodes.of(record.units()), QueryProto.of(record));
      } else if (query == null && !plan.isEmpty()) {
        end = refuseForeign();
      }
      if (end == null) {
        toAsk().forEach(task -> calls.add(call(task)));
        end = next();
      }
    }
    calls.forEach(Runnable::run);
    finish(end);
  }

  private void adopt(List<Endpoint> chosen) {
    if (chosen.isEmpty() || chosen.equals(plan)) {
      return;
    }
    Set<String> before = instances(plan);
    Set<String> instances = instances(chosen);
    plan = chosen;
    failures.keySet().retainAll(instances);
    boolean ownerIsGone = owner != null && !instances.contains(owner);
    boolean otherTypes = !indexed.equals(plan.get(0).unitTypes());
    if (ownerIsGone || otherTypes) {
      indexed = plan.get(0).unitTypes();
      query = null;
      owner = null;
    }
    if (otherTypes || !instances.equals(before)) {
      // Where one task was started anew all were set back, those too whose old entries still stand.
      parts.clear();
      pending.clear();
    }
  }

  private static Set<String> instances(List<Endpoint> tasks) {
    return tasks.stream().map(Endpoint::instance).collect(Collectors.toSet());
  }

  /** Makes what to ask; returns the result if there is nothing to ask. */
  private EnrichedRecord prepare(Map<UnitType, Code> units, Query asked) {
    Optional<MatchQuery> terms = new QueryTerms(indexed).of(record, units);
    if (terms.isEmpty()) {
      return results().notIndexed(QueryTerms.askedTypes(record, units));
    }
    query = terms.get();
    message = asked;
    return null;
  }

  /** The query by the units of the asset it is about, as those ask that do not hold it. */
  private Query byUnits(List<String> units) {
    return QueryProto.of(record).toBuilder()
        .clearIsccId()
        .clearCodes()
        .clearSimprints()
        .addAllCodes(units)
        .setExcludedKey(record.isccId().orElseThrow().body())
        .build();
  }

  private EnrichedRecord refuseForeign() {
    int asked = record.isccId().orElseThrow().realm();
    return asked == plan.get(0).realm() ? null : results().foreignRealm(asked);
  }

  private List<Endpoint> toAsk() {
    List<Endpoint> tasks = new ArrayList<>();
    for (Endpoint task : plan) {
      boolean open =
          !parts.containsKey(task.instance())
              && !pending.containsKey(task.instance())
              && !isHopeless(task);
      if (open && (query != null || isOwner(task))) {
        tasks.add(task);
      }
    }
    return tasks;
  }

  private boolean isHopeless(Endpoint task) {
    TaskFailure failure = failures.get(task.instance());
    return failure != null && !failure.kind().passes();
  }

  private boolean isOwner(Endpoint task) {
    int keyGroup =
        KeyGroupOf.key(record.isccId().orElseThrow().body(), task.task().maxParallelism());
    return task.firstKeyGroup() <= keyGroup && keyGroup <= task.lastKeyGroup();
  }

  private Runnable call(Endpoint task) {
    CompletableFuture<TaskAnswer> answer = new CompletableFuture<>();
    pending.put(task.instance(), answer);
    Query asked = query == null ? QueryProto.of(record) : message;
    answer.whenComplete((said, why) -> take(task, answer, said, why));
    return () ->
        core.caller()
            .search(task, asked, Math.max(1, remainingNanos()))
            .whenComplete(
                (said, why) -> {
                  if (why == null) {
                    answer.complete(said);
                  } else {
                    answer.completeExceptionally(why);
                  }
                });
  }

  private void take(
      Endpoint task, CompletableFuture<TaskAnswer> call, TaskAnswer said, Throwable why) {
    EnrichedRecord end;
    boolean more = false;
    synchronized (this) {
      // What is not waited for any more was asked in another way, or of a task that was replaced.
      if (finished || !pending.remove(task.instance(), call)) {
        return;
      }
      if (why != null) {
        end = takeFailure(task, TaskFailure.of(unwrapped(why)));
      } else {
        boolean resolving = query == null;
        core.watch().reached(task);
        end = takeAnswer(task, said);
        more = end == null && resolving && query != null;
      }
      if (end == null && !more) {
        end = next();
      }
    }
    if (more) {
      step();
    }
    finish(end);
  }

  private static Throwable unwrapped(Throwable why) {
    return why instanceof CompletionException && why.getCause() != null ? why.getCause() : why;
  }

  private EnrichedRecord takeAnswer(Endpoint task, TaskAnswer said) {
    try {
      switch (said.answer().getStatus()) {
        case OK -> {
          if (query == null) {
            List<String> units = said.answer().getUnitsList();
            EnrichedRecord end = prepare(AssetProto.units(units), byUnits(units));
            if (end != null) {
              return end;
            }
            owner = task.instance();
            if (units.isEmpty()) {
              return results().ofNothing(said.indexTimeMicros());
            }
          }
          MatchPart part = PartProto.part(said.answer(), query);
          parts.put(
              task.instance(),
              new AnsweredPart(task, part, said.indexTimeMicros(), said.checkpointId()));
          failures.remove(task.instance());
          return null;
        }
        case NOT_FOUND -> {
          return results().notFound();
        }
        case INVALID -> {
          return results().invalid(said.answer().getError());
        }
        default -> {
          String odd = "it answered " + said.answer().getStatus();
          return takeFailure(task, new TaskFailure(TaskFailure.Kind.BROKEN, odd, null));
        }
      }
    } catch (InvalidMessageException e) {
      return takeFailure(task, new TaskFailure(TaskFailure.Kind.BROKEN, e.getMessage(), e));
    }
  }

  private EnrichedRecord takeFailure(Endpoint task, TaskFailure failure) {
    // That the rest of the time was too short for another try says less than why it was needed.
    failures.merge(
        task.instance(),
        failure,
        (before, now) -> now.kind() == TaskFailure.Kind.DEADLINE ? before : now);
    if (failure.kind() == TaskFailure.Kind.INVALID) {
      return results().invalid("unsupported: " + failure.getMessage());
    }
    if (failure.kind() == TaskFailure.Kind.UNREACHABLE) {
      core.watch().unreachable(task);
      core.watch().refresh();
    }
    return null;
  }

  /** Ends if all is there or nothing more can come; else sees to what is missing. */
  private EnrichedRecord next() {
    int covered = parts.values().stream().mapToInt(p -> p.task().keyGroups()).sum();
    boolean complete = !plan.isEmpty() && covered == plan.get(0).task().maxParallelism();
    if (complete && !dropThoseBehind()) {
      return results().found(parts.values());
    }
    boolean known = plan.stream().mapToInt(Endpoint::keyGroups).sum() == keyGroups();
    boolean waits = !pending.isEmpty() || retryPlanned;
    if (known && !waits && plan.stream().allMatch(this::isHopelessOrDone)) {
      return results().found(parts.values());
    }
    boolean failed =
        plan.stream().anyMatch(task -> !isSettled(task) && !isPending(task) && isFailed(task));
    boolean unknown = !known || (query == null && pending.isEmpty());
    if (failed || unknown) {
      retryLater();
    }
    return null;
  }

  /**
   * Tasks hear of a completed checkpoint one after the other; parts of two are of two moments.
   *
   * @return whether there were any of an earlier one
   */
  private boolean dropThoseBehind() {
    long last = parts.values().stream().mapToLong(AnsweredPart::checkpointId).max().orElse(0);
    return parts.values().removeIf(part -> isBehind(part, last));
  }

  private boolean isBehind(AnsweredPart part, long last) {
    if (part.checkpointId() == last) {
      return false;
    }
    String why = "it told of checkpoint %d, others of %d".formatted(part.checkpointId(), last);
    failures.put(part.task().instance(), new TaskFailure(TaskFailure.Kind.BEHIND, why, null));
    return true;
  }

  private int keyGroups() {
    return plan.isEmpty() ? -1 : plan.get(0).task().maxParallelism();
  }

  private boolean isSettled(Endpoint task) {
    return parts.containsKey(task.instance()) || isHopeless(task);
  }

  /** Without its owner, nobody can be asked about an asset. */
  private boolean isHopelessOrDone(Endpoint task) {
    return isSettled(task) || (query == null && !isOwner(task));
  }

  private boolean isPending(Endpoint task) {
    return pending.containsKey(task.instance());
  }

  private boolean isFailed(Endpoint task) {
    return failures.containsKey(task.instance());
  }

  private void retryLater() {
    long remaining = remainingNanos();
    if (retryPlanned || remaining < SHORTEST_RETRY_NANOS) {
      return;
    }
    retryPlanned = true;
    core.watch().refresh();
    core.listener().retried();
    core.timer()
        .schedule(this::step, core.backoff().nanos(retries++, remaining), TimeUnit.NANOSECONDS);
  }

  private void timeIsUp() {
    EnrichedRecord end;
    synchronized (this) {
      if (!finished) {
        dropThoseBehind();
      }
      end = finished ? null : results().found(parts.values());
    }
    finish(end);
  }

  private long remainingNanos() {
    return startedNanos + timeoutNanos - System.nanoTime();
  }

  private AskingResults results() {
    return new AskingResults(core.options(), record, query, plan, failures, startedNanos);
  }

  private void finish(EnrichedRecord end) {
    if (end == null) {
      return;
    }
    synchronized (this) {
      if (finished) {
        return;
      }
      finished = true;
      alarm.cancel(false);
    }
    result.complete(end);
  }

  /** Fails it if it is not answered yet. */
  void cancel(Exception why) {
    synchronized (this) {
      if (finished) {
        return;
      }
      finished = true;
      alarm.cancel(false);
    }
    result.completeExceptionally(why);
  }
}
