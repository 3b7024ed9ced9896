package io.flinkiscc.graph;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinkiscc.nphd.Code;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Searches and look-ups while rows are added and removed. */
class RowGraphConcurrencyTest {

  private static final int ROWS = 6_000;
  private static final int READERS = 3;

  @Test
  void readersSeeEveryRowThatWasThere() throws Exception {
    long seed = System.nanoTime();
    System.out.println("Reading a growing graph with seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    TestCodes codes = new TestCodes(random, 500);
    Code[] rows = new Code[ROWS];
    for (int i = 0; i < ROWS; i++) {
      rows[i] = i % 20 == 0 ? Code.of(new byte[16]) : codes.next(64, 128, 256);
    }
    RowGraph graph = RowGraph.create(RowGraphOptions.defaults());
    AtomicInteger added = new AtomicInteger();
    ExecutorService pool = Executors.newFixedThreadPool(READERS);
    List<Future<int[]>> readers = new ArrayList<>();
    for (int r = 0; r < READERS; r++) {
      SplittableRandom own = random.split();
      readers.add(pool.submit(() -> read(graph, rows, added, own)));
    }
    try {
      for (int i = 0; i < ROWS; i++) {
        assertThat(graph.add(UsearchKey.of(i), rows[i])).isTrue();
        added.set(i + 1);
        // Every third row does not stay.
        if (i % 3 == 2) {
          graph.remove(UsearchKey.of(i - 1));
        }
      }
      int found = 0;
      int wanted = 0;
      for (Future<int[]> reader : readers) {
        found += reader.get()[0];
        wanted += reader.get()[1];
      }
      assertThat(wanted).as("rows looked for, seed %s", seed).isPositive();
      assertThat((double) found / wanted)
          .as("part of the rows that found themselves, seed %s", seed)
          .isGreaterThan(.99);
    } finally {
      added.set(ROWS);
      pool.shutdownNow();
    }
    assertThat(graph.unreachable()).as("seed %s", seed).isZero();
  }

  /** Returns how many rows found themselves, and how many were looked for. */
  private static int[] read(
      RowGraph graph, Code[] rows, AtomicInteger added, SplittableRandom random) {
    int found = 0;
    int wanted = 0;
    int count;
    do {
      count = added.get();
      if (count == 0) {
        Thread.onSpinWait();
        continue;
      }
      int row = random.nextInt(count);
      Code code = rows[row];
      List<UsearchHit> hits = graph.search(code, 10).hits();
      assertThat(hits).isNotEmpty().isSorted();
      for (UsearchHit hit : hits) {
        assertThat(hit.hamming()).isEqualTo(code.hamming(rows[(int) hit.key().low()]));
      }
      if (row % 3 != 1) {
        assertThat(graph.get(UsearchKey.of(row))).isEqualTo(code);
        found += hits.get(0).hamming() == 0 ? 1 : 0;
        wanted++;
      }
    } while (count < rows.length);
    return new int[] {found, wanted};
  }
}
