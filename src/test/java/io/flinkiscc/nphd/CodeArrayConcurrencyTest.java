package io.flinkiscc.nphd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class CodeArrayConcurrencyTest {

  private static final int CODES = 400_000;
  private static final int READERS = 3;

  @Test
  void readersSeeWholeCodesBelowTheSizeTheyRead() throws Exception {
    long seed = new Random().nextLong();
    CodeArray array = new CodeArray(136);
    ExecutorService pool = Executors.newFixedThreadPool(READERS + 1);
    try {
      List<Future<Integer>> readers = new ArrayList<>();
      for (int i = 0; i < READERS; i++) {
        readers.add(pool.submit(reader(array, new Random(seed + i))));
      }
      Future<?> writer =
          pool.submit(
              () -> {
                for (int i = 0; i < CODES; i++) {
                  array.append(code(i));
                }
              });
      writer.get();
      for (Future<Integer> reader : readers) {
        assertThat(reader.get()).as("sizes seen, seed %d", seed).isPositive();
      }
    } finally {
      pool.shutdownNow();
    }
    assertThat(array.size()).isEqualTo(CODES);
  }

  /** Reads until the array is full; returns how many different sizes it saw. */
  private static Callable<Integer> reader(CodeArray array, Random random) {
    return () -> {
      int sizes = 0;
      int last = 0;
      while (last < CODES) {
        int size = array.size();
        if (size < last) {
          throw new AssertionError("size " + size + " after " + last);
        }
        if (size == last) {
          Thread.onSpinWait();
          continue;
        }
        sizes++;
        last = size;
        expect(array, size - 1);
        expect(array, random.nextInt(size));
        expectScanFinds(array, size, size - 1 - random.nextInt(Math.min(size, 64)));
      }
      return sizes;
    };
  }

  private static void expect(CodeArray array, int ordinal) {
    if (!array.get(ordinal).equals(code(ordinal))) {
      throw new AssertionError("ordinal " + ordinal + " holds " + array.get(ordinal));
    }
  }

  private static void expectScanFinds(CodeArray array, int size, int ordinal) {
    List<Integer> hits = new ArrayList<>();
    array.scan(
        code(ordinal),
        Math.max(0, size - 6000),
        size,
        0,
        (hit, hamming) -> {
          hits.add(hit);
          return 0;
        });
    if (!hits.equals(List.of(ordinal))) {
      throw new AssertionError("a scan for ordinal " + ordinal + " below " + size + " hit " + hits);
    }
  }

  /** Makes the one code of an ordinal; all ordinals have different ones. */
  private static Code code(int ordinal) {
    long word = (ordinal + 1) * 0x9E3779B97F4A7C15L;
    byte[] bytes = new byte[17];
    for (int i = 0; i < 17; i++) {
      bytes[i] = (byte) (word >>> 8 * (i & 7));
    }
    return Code.of(bytes);
  }
}
