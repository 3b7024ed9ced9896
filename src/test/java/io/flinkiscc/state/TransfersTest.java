package io.flinkiscc.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TransfersTest {

  @Test
  void resultsComeInTheOrderOfTheJobsAndSeveralRunAtATime() throws Exception {
    try (Transfers transfers = new Transfers(3, "test")) {
      CyclicBarrier together = new CyclicBarrier(3);
      List<Callable<Integer>> jobs = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        int number = i;
        jobs.add(
            () -> {
              together.await();
              return number;
            });
      }
      assertThat(transfers.all(jobs)).hasSize(30).isSorted();
    }
  }

  @Test
  void afterAFailureNothingGoesOn() throws Exception {
    try (Transfers transfers = new Transfers(2, "test")) {
      CountDownLatch running = new CountDownLatch(1);
      AtomicBoolean ended = new AtomicBoolean();
      AtomicInteger later = new AtomicInteger();
      List<Callable<Object>> jobs = new ArrayList<>();
      jobs.add(
          () -> {
            try {
              running.countDown();
              new CountDownLatch(1).await();
            } finally {
              ended.set(true);
            }
            return null;
          });
      jobs.add(
          () -> {
            running.await();
            throw new IOException("disk full");
          });
      for (int i = 0; i < 10; i++) {
        jobs.add(later::incrementAndGet);
      }
      assertThatThrownBy(() -> transfers.all(jobs))
          .isInstanceOf(IOException.class)
          .hasMessage("disk full");
      assertThat(ended).isTrue();
      int begun = later.get();
      assertThat(transfers.all(List.<Callable<Integer>>of(() -> 1))).containsExactly(1);
      assertThat(later).hasValue(begun);
    }
  }

  @Test
  void whoWaitsIsToldWhenTheThreadsEnd() throws Exception {
    Transfers transfers = new Transfers(1, "test");
    CountDownLatch running = new CountDownLatch(1);
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread waiting =
        new Thread(
            () -> {
              try {
                transfers.all(
                    List.<Callable<Object>>of(
                        () -> {
                          running.countDown();
                          new CountDownLatch(1).await();
                          return null;
                        },
                        () -> null));
              } catch (IOException | InterruptedException e) {
                failure.set(e);
              }
            });
    waiting.start();
    running.await();
    transfers.close();
    waiting.join();
    assertThat(failure.get()).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> transfers.all(List.<Callable<Object>>of(() -> null)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("ended");
  }
}
