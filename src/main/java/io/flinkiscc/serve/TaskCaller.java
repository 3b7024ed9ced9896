package io.flinkiscc.serve;

import io.flinkiscc.iscc.IsccId;
import io.flinkiscc.serve.proto.Answer;
import io.flinkiscc.serve.proto.GetRequest;
import io.flinkiscc.serve.proto.GetResponse;
import io.flinkiscc.serve.proto.Query;
import io.flinkiscc.serve.proto.QueryServiceGrpc.QueryServiceStub;
import io.flinkiscc.serve.proto.SearchRequest;
import io.flinkiscc.serve.proto.SearchResponse;
import io.flinkiscc.serve.proto.Task;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * Asks single tasks. An answer of another service than the one that was meant is none. Any thread.
 */
final class TaskCaller {

  private final TaskChannels channels;
  private final ClientListener listener;
  private final io.flinkiscc.serve.proto.Consistency consistency;

  TaskCaller(TaskChannels channels, ClientListener listener, Consistency consistency) {
    this.channels = channels;
    this.listener = listener;
    this.consistency =
        consistency == Consistency.COMMITTED
            ? io.flinkiscc.serve.proto.Consistency.COMMITTED
            : io.flinkiscc.serve.proto.Consistency.LATEST;
  }

  /**
   * Asks queries in one request.
   *
   * @param nanos how long to wait
   * @return one answer each; fails with {@link TaskFailure} only
   */
  CompletableFuture<List<TaskAnswer>> search(Endpoint task, List<Query> queries, long nanos) {
    SearchRequest request =
        SearchRequest.newBuilder()
            .addAllQueries(queries)
            .setConsistency(consistency)
            .setInstance(task.instance())
            .build();
    return call(
            task,
            nanos,
            (QueryServiceStub stub, StreamObserver<SearchResponse> to) -> stub.search(request, to))
        .thenCompose(response -> checked(task, queries.size(), response));
  }

  private static CompletableFuture<List<TaskAnswer>> checked(
      Endpoint task, int asked, SearchResponse response) {
    List<Answer> answers = response.getAnswersList();
    if (!isFrom(task, response.getTask()) || answers.size() != asked) {
      return CompletableFuture.failedFuture(foreign(task, response.getTask()));
    }
    return CompletableFuture.completedFuture(
        answers.stream()
            .map(
                answer ->
                    new TaskAnswer(
                        answer, response.getIndexTimeMicros(), response.getCheckpointId()))
            .toList());
  }

  /**
   * Asks for an asset.
   *
   * @param nanos how long to wait
   * @return the answer; fails with {@link TaskFailure} only
   */
  CompletableFuture<GetResponse> get(Endpoint task, IsccId id, long nanos) {
    GetRequest request =
        GetRequest.newBuilder()
            .setIsccId(id.canonical())
            .setConsistency(consistency)
            .setInstance(task.instance())
            .build();
    return call(
            task,
            nanos,
            (QueryServiceStub stub, StreamObserver<GetResponse> to) -> stub.get(request, to))
        .thenCompose(
            response ->
                isFrom(task, response.getTask())
                    ? CompletableFuture.completedFuture(response)
                    : CompletableFuture.failedFuture(foreign(task, response.getTask())));
  }

  private static boolean isFrom(Endpoint task, Task said) {
    return said.getInstance().equals(task.instance())
        && said.getFirstKeyGroup() == task.firstKeyGroup()
        && said.getLastKeyGroup() == task.lastKeyGroup()
        && said.getMaxParallelism() == task.task().maxParallelism();
  }

  private static TaskFailure foreign(Endpoint task, Task said) {
    return new TaskFailure(
        TaskFailure.Kind.UNREACHABLE,
        "%s:%d answered as instance \"%s\" with key groups %d..%d, not as the registry says"
            .formatted(
                task.host(),
                task.port(),
                said.getInstance(),
                said.getFirstKeyGroup(),
                said.getLastKeyGroup()),
        null);
  }

  private <T> CompletableFuture<T> call(
      Endpoint task, long nanos, BiConsumer<QueryServiceStub, StreamObserver<T>> method) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    long started = System.nanoTime();
    try {
      method.accept(
          channels.stub(task).withDeadlineAfter(nanos, TimeUnit.NANOSECONDS),
          new StreamObserver<>() {
            private T value;

            @Override
            public void onNext(T response) {
              value = response;
            }

            @Override
            public void onError(Throwable why) {
              fail(task, answer, why);
            }

            @Override
            public void onCompleted() {
              listener.taskAnswered(task, System.nanoTime() - started);
              answer.complete(value);
            }
          });
    } catch (RuntimeException e) {
      fail(task, answer, e);
    }
    return answer;
  }

  private void fail(Endpoint task, CompletableFuture<?> answer, Throwable why) {
    TaskFailure failure = TaskFailure.of(why);
    listener.taskFailed(task, failure);
    answer.completeExceptionally(failure);
  }
}
