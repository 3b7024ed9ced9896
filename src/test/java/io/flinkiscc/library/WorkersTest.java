package io.flinkiscc.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WorkersTest {

  @Test
  void asManyThreadsAsSaidWorkAtOnceAndTheCallerIsOneOfThem() {
    CyclicBarrier all = new CyclicBarrier(3);
    List<Callable<Thread>> tasks = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      tasks.add(
          () -> {
            all.await(60, TimeUnit.SECONDS);
            return Thread.currentThread();
          });
    }
    Set<Thread> threads = new HashSet<>(Workers.run(3, tasks));
    assertThat(threads).hasSize(3).contains(Thread.currentThread());
  }

  @Test
  void resultsAreInOrder() {
    List<Callable<Integer>> tasks = new ArrayList<>();
    List<Integer> expected = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      int number = i;
      tasks.add(() -> number);
      expected.add(i);
    }
    assertThat(Workers.run(4, tasks)).isEqualTo(expected);
    assertThat(Workers.run(1, tasks)).isEqualTo(expected);
    assertThat(Workers.run(8, tasks.subList(0, 0))).isEmpty();
  }

  @Test
  void theFailureOfATaskIsThatOfTheCall() {
    List<Callable<Integer>> tasks =
        List.of(
            () -> 1,
            () -> {
              throw new IllegalArgumentException("wrong");
            },
            () -> 3);
    for (int threads : new int[] {1, 2, 3}) {
      assertThatThrownBy(() -> Workers.run(threads, tasks))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("wrong");
    }
    List<Integer> done = new ArrayList<>();
    List<Callable<Boolean>> more = List.of(() -> done.get(0) == 1, () -> done.add(1));
    assertThatThrownBy(() -> Workers.run(1, more)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThat(done).as("nothing is begun after a failure").isEmpty();
  }
}
