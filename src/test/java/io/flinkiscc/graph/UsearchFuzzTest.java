package io.flinkiscc.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.flinkiscc.nphd.Code;
import io.flinkiscc.nphd.Radius;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Damaged files are refused or give an answer; they never crash, hang or take memory. */
class UsearchFuzzTest {

  private static final int MUTANTS = 100_000;

  private static final List<String> FILES =
      List.of(
          "nphd_u64_empty",
          "nphd_u64_1",
          "nphd_u64_edge",
          "nphd_u64_m8_300",
          "nphd_u64_500",
          "nphd_uuid_500",
          "nphd_u64_removed_800",
          "nphd_uuid_removed_400");

  /** Values that break sums and loops. */
  private static final long[] EVIL = {
    0,
    1,
    -1,
    2,
    127,
    128,
    255,
    256,
    32767,
    32768,
    65535,
    65536,
    1L << 24,
    Integer.MAX_VALUE,
    1L << 31,
    0xFFFFFFFFL,
    1L << 32,
    1L << 40,
    Long.MAX_VALUE,
    Long.MIN_VALUE
  };

  private int refused;
  private int refusedLater;
  private int answered;

  @Test
  @Timeout(300)
  void survivesDamagedFiles() {
    long seed = System.nanoTime();
    System.out.println("Fuzzing .usearch files with seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    byte[][] originals =
        FILES.stream().map(n -> UsearchFixtures.bytes(n + ".usearch")).toArray(byte[][]::new);
    for (int i = 0; i < MUTANTS; i++) {
      byte[] original = originals[random.nextInt(1 + random.nextInt(originals.length))];
      byte[] mutant = mutate(original, random);
      try {
        use(mutant, random);
      } catch (RuntimeException | Error e) {
        fail("mutant %s of seed %s", i, seed, e);
      }
    }
    System.out.printf(
        "%d refused at opening, %d while used or verified, %d answered and verified%n",
        refused, refusedLater, answered);
    assertThat(refused).isPositive();
    assertThat(refusedLater).isPositive();
    assertThat(answered).isPositive();
  }

  private void use(byte[] mutant, SplittableRandom random) {
    try {
      UsearchFile file = UsearchFile.of(ByteBuffer.wrap(mutant), "mutant");
      try {
        byte[] query = new byte[file.maxBits() / 8];
        random.nextBytes(query);
        Code code = Code.of(query);
        assertThat(file.search(code, 5, 16, s -> s % 7 != 0).hits().size()).isLessThanOrEqualTo(5);
        if (file.slots() > 0) {
          file.walk(code, 8);
          file.nearest(code, 1, null);
          file.within(code, Radius.nphd(.1), null);
          file.contains(UsearchKey.of(random.nextInt(3)));
          file.code(random.nextInt(file.slots()));
        }
        file.verify();
        RowGraph loaded =
            RowGraph.load(ByteBuffer.wrap(mutant), "mutant", RowGraphOptions.defaults());
        assertThat(loaded.live()).isEqualTo(file.live());
        answered++;
      } catch (UncheckedIOException | UsearchFormatException e) {
        Throwable wrong = e instanceof UncheckedIOException ? e.getCause() : e;
        assertThat(wrong).isInstanceOf(UsearchFormatException.class);
        assertThat(wrong.getMessage()).startsWith("mutant, byte ");
        refusedLater++;
      }
    } catch (UsearchFormatException e) {
      assertThat(e.getMessage()).startsWith("mutant, byte ");
      refused++;
    }
  }

  private static byte[] mutate(byte[] original, SplittableRandom random) {
    byte[] mutant = original.clone();
    int head = head(original);
    switch (random.nextInt(8)) {
      case 0 -> mutant = Arrays.copyOf(mutant, random.nextInt(mutant.length));
      case 1 -> mutant = Arrays.copyOf(mutant, mutant.length + 1 + random.nextInt(300));
      case 2 -> flip(mutant, 0, mutant.length, random);
      case 3 -> flip(mutant, head, head + 104, random);
      case 4 -> overwrite(mutant, head + random.nextInt(104), random);
      case 5 -> overwrite(mutant, random.nextInt(8), random);
      case 6 -> {
        for (int n = 1 + random.nextInt(20); n > 0; n--) {
          overwrite(mutant, random.nextInt(head, mutant.length), random);
        }
      }
      default -> {
        int from = random.nextInt(mutant.length);
        int length = Math.min(random.nextInt(64), mutant.length - from);
        System.arraycopy(mutant, random.nextInt(mutant.length - length + 1), mutant, from, length);
      }
    }
    return mutant;
  }

  private static void flip(byte[] mutant, int from, int to, SplittableRandom random) {
    for (int n = 1 + random.nextInt(8); n > 0; n--) {
      mutant[random.nextInt(from, to)] ^= (byte) (1 << random.nextInt(8));
    }
  }

  private static void overwrite(byte[] mutant, int at, SplittableRandom random) {
    long value = EVIL[random.nextInt(EVIL.length)];
    if (random.nextInt(4) == 0) {
      value = random.nextLong();
    }
    int length = 1 << random.nextInt(4);
    for (int i = 0; i < length && at + i < mutant.length; i++) {
      mutant[at + i] = (byte) (value >>> 8 * i);
    }
  }

  private static int head(byte[] file) {
    ByteBuffer bytes = ByteBuffer.wrap(file).order(java.nio.ByteOrder.LITTLE_ENDIAN);
    return 8 + bytes.getInt(0) * bytes.getInt(4);
  }
}
