package io.flinkiscc.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinkiscc.nphd.Code;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsearchHeadReaderTest {

  private static final int ROWS = 300;
  private static final int HEAD = 8 + 33 * ROWS;

  private final byte[] file = UsearchFixtures.bytes("nphd_u64_m8_300.usearch");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "7  | 3      | 2 | format version 3.24; versions 2.x can be read",
        "13 | 0x63   | 1 | metric 'c'; indexes with NPHD ('n') and Hamming ('b') can be read",
        "13 | 0      | 1 | metric number 0; indexes with NPHD",
        "14 | 11     | 1 | kind of scalars 11; allowed: bits (1)",
        "15 | 20     | 1 | kind of keys 20; allowed are u64 (14) and uuid (3)",
        "16 | 14     | 1 | kind of slots 14; allowed are u32 (15) and u40 (2)",
        "17 | 301    | 8 | number of live rows 301; allowed are 0 to 300",
        "17 | 299    | 8 | 0 removed rows; 300 rows less 299 live ones",
        "33 | 272    | 8 | dimensions 272; allowed are 16 to 264",
        "33 | 256    | 8 | 256 dimensions in rows of 33 bytes",
        "41 | 1      | 1 | keys may have several rows (multi)",
        "64 | 299    | 8 | a graph of 299 nodes for 300 rows",
        "72 | 0      | 8 | connectivity 0; allowed are 1 to 8192",
        "80 | 65536  | 8 | connectivity of level 0 65536",
        "88 | -1     | 8 | highest level 18446744073709551615; allowed are 0 to 32767",
        "88 | 1      | 8 | has level 2; allowed are 0 to 1",
        "96 | 300    | 8 | entry slot 300; allowed are 0 to 299",
        "96 | 0      | 8 | the entry, slot 0, has level 0; it must have the highest one",
        "0  | 0      | 1 | no .usearch head behind a matrix of 300 rows of 33 bytes"
      })
  void tellsWhatIsWrong(int offset, String value, int length, String problem) {
    long number = Long.decode(value.trim());
    for (int i = 0; i < length; i++) {
      file[HEAD + offset + i] = (byte) (number >>> 8 * i);
    }

    assertThatThrownBy(() -> UsearchFile.of(ByteBuffer.wrap(file), "some.usearch"))
        .isInstanceOf(UsearchFormatException.class)
        .hasMessageStartingWith("some.usearch, byte ")
        .hasMessageContaining(problem.trim());
  }

  @Test
  void refusesFilesThatAreCutOff() {
    assertThatThrownBy(
            () -> UsearchFile.of(ByteBuffer.wrap(Arrays.copyOf(file, file.length - 1)), "cut"))
        .isInstanceOf(UsearchFormatException.class)
        .hasMessageContaining("cut off");
    assertThatThrownBy(() -> UsearchFile.of(ByteBuffer.allocate(111), "short"))
        .isInstanceOf(UsearchFormatException.class)
        .hasMessageContaining("has 111 bytes");
    assertThatThrownBy(() -> UsearchFile.of(ByteBuffer.allocate(0), "empty"))
        .isInstanceOf(UsearchFormatException.class);
  }

  @Test
  void refusesFilesWithoutVectors() {
    byte[] bare = Arrays.copyOfRange(file, HEAD, file.length);

    assertThatThrownBy(() -> UsearchFile.of(ByteBuffer.wrap(bare), "bare"))
        .isInstanceOf(UsearchFormatException.class)
        .hasMessageContaining("without its vectors");
  }

  @Test
  void readsMatricesWithSixtyFourBitShape() throws IOException {
    ByteBuffer wide = ByteBuffer.allocate(file.length + 8).order(ByteOrder.LITTLE_ENDIAN);
    wide.putLong(ROWS).putLong(33).put(file, 8, file.length - 8).flip();

    UsearchFile read = UsearchFile.of(wide, "wide");

    read.verify();
    assertSameAnswers(read);
  }

  @Test
  void readsOlderNumbersOfKinds() throws IOException {
    file[HEAD + 9] = 9;
    file[HEAD + 15] = 8;
    file[HEAD + 16] = 9;

    UsearchFile read = UsearchFile.of(ByteBuffer.wrap(file), "old");

    assertThat(read.formatVersion()).isEqualTo("2.9");
    assertSameAnswers(read);
  }

  @Test
  void takesOlderNphdFilesForWhatTheyAre() throws IOException {
    file[HEAD + 13] = 'b';

    UsearchFile read = UsearchFile.of(ByteBuffer.wrap(file), "old");

    assertThat(read.metric()).isEqualTo(UsearchMetric.NPHD);
    assertSameAnswers(read);
  }

  private static void assertSameAnswers(UsearchFile read) {
    UsearchFile original = UsearchFixtures.open("nphd_u64_m8_300");
    for (int slot = 0; slot < ROWS; slot += 10) {
      Code query = original.code(slot);
      assertThat(read.nearest(query, 10, null)).isEqualTo(original.nearest(query, 10, null));
      assertThat(read.get(original.key(slot))).isEqualTo(query);
    }
  }

  @Test
  void readsAFileWhoseLinksAreDamagedUntilTheyAreUsed() throws IOException {
    UsearchFile whole = UsearchFixtures.open("nphd_u64_m8_300");
    int firstList = HEAD + 104 + 2 * ROWS + 10;
    file[firstList + 4 + 3] = 0x7F;
    UsearchFile damaged = UsearchFile.of(ByteBuffer.wrap(file), "damaged");

    assertThat(damaged.nearest(whole.code(0), 1, null))
        .isEqualTo(whole.nearest(whole.code(0), 1, null));
    assertThatThrownBy(() -> damaged.degree(0))
        .isInstanceOf(java.io.UncheckedIOException.class)
        .hasCauseInstanceOf(UsearchFormatException.class)
        .hasMessageContaining("leads to no slot; there are 300");
    assertThatThrownBy(damaged::verify).isInstanceOf(UsearchFormatException.class);
    assertThatThrownBy(
            () -> RowGraph.load(ByteBuffer.wrap(file), "damaged", RowGraphOptions.defaults()))
        .isInstanceOf(UsearchFormatException.class);
  }

  @Test
  void refusesKeysThatOccurTwice() throws IOException {
    int nodes = HEAD + 104 + 2 * ROWS;
    System.arraycopy(file, nodes, file, nodes + 8 + 2 + 4 + 4 * 16, 8);

    UsearchFile twice = UsearchFile.of(ByteBuffer.wrap(file), "twice");

    assertThatThrownBy(twice::verify)
        .isInstanceOf(UsearchFormatException.class)
        .hasMessageContaining("slot 1 has the key")
        .hasMessageContaining("slot 0");
    assertThatThrownBy(
            () -> RowGraph.load(ByteBuffer.wrap(file), "twice", RowGraphOptions.defaults()))
        .isInstanceOf(UsearchFormatException.class)
        .hasMessageContaining("same key");
  }

  @Test
  void readsShortRows() throws IOException {
    TestCodes codes = new TestCodes(new SplittableRandom(1), 3);
    RowGraph graph = RowGraph.create(RowGraphOptions.builder().maxBits(8).build());
    for (int i = 0; i < 50; i++) {
      graph.add(UsearchKey.of(i), codes.next(8));
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    graph.write(out);

    UsearchFile read = UsearchFile.of(ByteBuffer.wrap(out.toByteArray()), "short rows");

    read.verify();
    Code query = codes.next(256);
    assertThat(read.nearest(query, 50, null)).isEqualTo(graph.nearest(query, 50, null));
  }
}
