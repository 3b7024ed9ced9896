package io.flinkiscc.serve;

import io.flinkiscc.index.Asset;
import io.flinkiscc.iscc.IsccId;
import io.flinkiscc.query.KeyGroupOf;
import io.flinkiscc.serve.proto.GetResponse;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** The look for one asset: asks the task that owns it, and asks again until the time is up. */
final class AssetAsking {

  private final ClientCore core;
  private final IsccId id;
  private final long deadlineNanos;
  private final CompletableFuture<Optional<Asset>> result = new CompletableFuture<>();
  private int retries;

  AssetAsking(ClientCore core, IsccId id) {
    this.core = core;
    this.id = id;
    this.deadlineNanos = System.nanoTime() + core.options().timeout().toNanos();
  }

  CompletableFuture<Optional<Asset>> result() {
    return result;
  }

  void step() {
    if (result.isDone()) {
      return;
    }
    Optional<Endpoint> owner =
        core.watch().chosen().stream().filter(task -> holds(task)).findFirst();
    if (owner.isEmpty()) {
      retry(
          new TaskFailure(
              TaskFailure.Kind.UNREACHABLE,
              "no task that holds %s is known in %s".formatted(id, core.options().registry()),
              null));
      return;
    }
    Endpoint task = owner.get();
    if (task.realm() != id.realm()) {
      result.completeExceptionally(
          new IllegalArgumentException(
              id + " is of realm " + id.realm() + ", the index is of realm " + task.realm()));
      return;
    }
    core.tasks()
        .get(task, id, Math.max(1, deadlineNanos - System.nanoTime()))
        .whenComplete((said, why) -> take(task, said, why));
  }

  private boolean holds(Endpoint task) {
    int keyGroup = KeyGroupOf.key(id.body(), task.task().maxParallelism());
    return task.firstKeyGroup() <= keyGroup && keyGroup <= task.lastKeyGroup();
  }

  private void take(Endpoint task, GetResponse said, Throwable why) {
    if (why != null) {
      TaskFailure failure =
          TaskFailure.of(why instanceof CompletionException ? why.getCause() : why);
      if (failure.kind() == TaskFailure.Kind.UNREACHABLE) {
        core.watch().unreachable(task);
      }
      retry(failure);
      return;
    }
    core.watch().reached(task);
    try {
      switch (said.getStatus()) {
        case FOUND -> result.complete(Optional.of(AssetProto.asset(said.getAsset())));
        case NOT_FOUND -> result.complete(Optional.empty());
        default -> retry(broken("it answered " + said.getStatus(), null));
      }
    } catch (InvalidMessageException e) {
      retry(broken(e.getMessage(), e));
    }
  }

  private static TaskFailure broken(String message, Exception cause) {
    return new TaskFailure(TaskFailure.Kind.BROKEN, message, cause);
  }

  private void retry(TaskFailure why) {
    long remaining = deadlineNanos - System.nanoTime();
    if (!why.kind().passes() || remaining < TimeUnit.MILLISECONDS.toNanos(1)) {
      result.completeExceptionally(why);
      return;
    }
    core.watch().refresh();
    core.listener().retried();
    core.timer()
        .schedule(this::step, core.backoff().nanos(retries++, remaining), TimeUnit.NANOSECONDS);
  }
}
