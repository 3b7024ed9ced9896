package io.flinkiscc.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.util.concurrent.ListenableFuture;
import io.flinkiscc.serve.proto.QueryServiceGrpc;
import io.flinkiscc.serve.proto.SearchRequest;
import io.flinkiscc.serve.proto.SearchResponse;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The service under load, at deadlines and at its end. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class QueryServerTest {

  private static final int MANY = 150_000;

  @Test
  void refusesWhenTheQueueIsFullAndRecovers() throws Exception {
    try (ServiceFixture fixture = new ServiceFixture(o -> o.queue(2))) {
      fixture.fill(MANY, 0);
      var client = QueryServiceGrpc.newFutureStub(fixture.open(fixture.channelBuilder()));
      ListenableFuture<SearchResponse> endless = client.search(fixture.endless());
      fixture.metrics.await("queries", n -> n == 100);
      ListenableFuture<SearchResponse> first = client.search(fixture.quick());
      ListenableFuture<SearchResponse> second = client.search(fixture.quick());
      fixture.metrics.await("waitingRequests", n -> n == 2);
      var other = fixture.client();
      for (int i = 0; i < 100; i++) {
        assertStatus(Status.Code.RESOURCE_EXHAUSTED, () -> other.search(fixture.quick()));
      }
      assertThat(fixture.metrics.value("refused")).isEqualTo(100);
      assertThat(endless.isDone()).isFalse();
      endless.cancel(true);
      assertThat(first.get().getAnswersCount()).isEqualTo(1);
      assertThat(second.get().getAnswersCount()).isEqualTo(1);
      assertThat(fixture.client().search(fixture.quick()).getAnswersCount()).isEqualTo(1);
      assertThat(fixture.metrics.value("cancelled")).isEqualTo(1);
    }
  }

  @Test
  void workStopsAtTheDeadlineOfTheClient() throws Exception {
    try (ServiceFixture fixture = new ServiceFixture(o -> o)) {
      fixture.fill(MANY, 0);
      SearchRequest endless = fixture.endless();
      assertStatus(
          Status.Code.DEADLINE_EXCEEDED,
          () -> fixture.client().withDeadlineAfter(Duration.ofMillis(500)).search(endless));
      assertThat(fixture.client().search(fixture.quick()).getAnswersCount()).isEqualTo(1);
      fixture.metrics.await("requestNanos", n -> n == 1);
    }
  }

  @Test
  void noCallIsLongerThanTheLongest() throws Exception {
    try (ServiceFixture fixture = new ServiceFixture(o -> o.longestCall(Duration.ofSeconds(1)))) {
      fixture.fill(MANY, 0);
      SearchRequest endless = fixture.endless();
      assertStatus(Status.Code.DEADLINE_EXCEEDED, () -> fixture.client().search(endless));
      assertThat(fixture.metrics.value("deadlineExceeded")).isEqualTo(1);
      assertThat(fixture.client().search(fixture.quick()).getAnswersCount()).isEqualTo(1);
    }
  }

  @Test
  void aClosingServiceAnswersWhatItHas() throws Exception {
    try (ServiceFixture fixture = new ServiceFixture(o -> o.drain(Duration.ofMinutes(50)))) {
      fixture.fill(MANY, 0);
      var client = QueryServiceGrpc.newFutureStub(fixture.open(fixture.channelBuilder()));
      ListenableFuture<SearchResponse> endless = client.search(fixture.endless());
      fixture.metrics.await("queries", n -> n == 100);
      ListenableFuture<SearchResponse> waiting = client.search(fixture.quick());
      fixture.metrics.await("waitingRequests", n -> n == 1);
      CompletableFuture<Void> closing = CompletableFuture.runAsync(fixture::closeServer);
      fixture.awaitRefusal();
      assertThat(waiting.isDone()).isFalse();
      endless.cancel(true);
      assertThat(waiting.get().getAnswersCount()).isEqualTo(1);
      closing.get();
    }
  }

  @Test
  void aClosingServiceSaysThatItIsNotWell() throws Exception {
    try (ServiceFixture fixture = new ServiceFixture(o -> o)) {
      List<ServingStatus> told = new CopyOnWriteArrayList<>();
      CountDownLatch ended = new CountDownLatch(1);
      HealthGrpc.newStub(fixture.open(fixture.channelBuilder()))
          .watch(
              HealthCheckRequest.newBuilder().setService(QueryServiceGrpc.SERVICE_NAME).build(),
              new StreamObserver<HealthCheckResponse>() {
                @Override
                public void onNext(HealthCheckResponse response) {
                  told.add(response.getStatus());
                }

                @Override
                public void onError(Throwable end) {
                  ended.countDown();
                }

                @Override
                public void onCompleted() {
                  ended.countDown();
                }
              });
      while (told.isEmpty()) {
        Thread.onSpinWait();
      }
      fixture.server.close();
      ended.await();
      assertThat(told).containsExactly(ServingStatus.SERVING, ServingStatus.NOT_SERVING);
    }
  }

  @Test
  void aClosingServiceGivesUpWhatTakesTooLong() throws Exception {
    try (ServiceFixture fixture = new ServiceFixture(o -> o.drain(Duration.ofMillis(1)))) {
      fixture.fill(MANY, 0);
      var client = QueryServiceGrpc.newFutureStub(fixture.open(fixture.channelBuilder()));
      ListenableFuture<SearchResponse> endless = client.search(fixture.endless());
      fixture.metrics.await("queries", n -> n == 100);
      ListenableFuture<SearchResponse> waiting = client.search(fixture.quick());
      fixture.metrics.await("waitingRequests", n -> n == 1);
      fixture.server.close();
      assertStatus(Status.Code.UNAVAILABLE, () -> unwrap(endless));
      assertStatus(Status.Code.UNAVAILABLE, () -> unwrap(waiting));
    }
  }

  @Test
  void anInterruptEndsTheDrain() throws Exception {
    try (ServiceFixture fixture = new ServiceFixture(o -> o.drain(Duration.ofMinutes(50)))) {
      fixture.fill(MANY, 0);
      var client = QueryServiceGrpc.newFutureStub(fixture.open(fixture.channelBuilder()));
      ListenableFuture<SearchResponse> endless = client.search(fixture.endless());
      fixture.metrics.await("queries", n -> n == 100);
      Thread.currentThread().interrupt();
      fixture.server.close();
      assertThat(Thread.interrupted()).isTrue();
      assertStatus(Status.Code.UNAVAILABLE, () -> unwrap(endless));
    }
  }

  @Test
  void noThreadIsLeft() throws Exception {
    for (int i = 0; i < 3; i++) {
      try (ServiceFixture fixture = new ServiceFixture(o -> o.threads(3))) {
        fixture.fill(10, 0);
        fixture.client().search(fixture.quick());
        assertThat(serviceThreads()).isGreaterThanOrEqualTo(4);
        fixture.server.close();
        assertThat(serviceThreads()).isZero();
      }
    }
  }

  private static long serviceThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(t -> t.getName().startsWith("iscc-service-"))
        .count();
  }

  private static void unwrap(ListenableFuture<?> future) throws Throwable {
    try {
      future.get();
    } catch (ExecutionException e) {
      throw e.getCause();
    }
  }

  private static void assertStatus(Status.Code code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(e.getStatus().getCode()).as(e.toString()).isEqualTo(code));
  }
}
