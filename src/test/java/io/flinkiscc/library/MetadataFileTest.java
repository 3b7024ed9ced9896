package io.flinkiscc.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinkiscc.index.CorruptDataException;
import io.flinkiscc.metadata.FieldType;
import io.flinkiscc.metadata.MetadataRow;
import io.flinkiscc.metadata.MetadataSchema;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetadataFileTest {

  private static final MetadataSchema SCHEMA =
      MetadataSchema.builder().field("name", FieldType.STRING).build();
  private static final int ROWS = 20;
  private static final int HEAD_BYTES = 16;

  @TempDir Path dir;

  private static MetadataRow row(int slot) {
    return slot % 5 == 0
        ? MetadataRow.empty(SCHEMA)
        : MetadataRow.fromMap(SCHEMA, Map.of("name", "row " + slot));
  }

  private static byte[] bytes() throws IOException {
    HeapMetadata column = new HeapMetadata(MetadataRow.empty(SCHEMA));
    for (int slot = 0; slot < ROWS; slot++) {
      column.set(slot, row(slot));
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    MetadataFile.write(column, ROWS, out);
    return out.toByteArray();
  }

  private MetadataFile open(byte[] bytes) throws IOException {
    // A new one each time: the mapping of the last one may still be there.
    return MetadataFile.open(
        Files.write(Files.createTempFile(dir, "x", ".metadata"), bytes), SCHEMA, ROWS);
  }

  @Test
  void givesBackWhatWasWritten() throws IOException {
    MetadataFile file = open(bytes());
    for (int slot = 0; slot < ROWS; slot++) {
      assertThat(file.get(slot)).isEqualTo(row(slot));
    }
    assertThat(file.get(ROWS)).isEqualTo(MetadataRow.empty(SCHEMA));
  }

  @ParameterizedTest
  @ValueSource(
      longs = {
        Long.MAX_VALUE,
        Long.MAX_VALUE - 100,
        Long.MIN_VALUE,
        -1,
        1L << 30,
        (1L << 30) - HEAD_BYTES - 8 * ROWS,
        (1L << 61) + 5
      })
  void anEndOutOfTheFileIsDamage(long end) throws IOException {
    byte[] bytes = bytes();
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(HEAD_BYTES + 8 * 7, end);
    MetadataFile file = open(bytes);
    for (int slot : new int[] {7, 8}) {
      assertThatThrownBy(() -> file.get(slot))
          .isInstanceOf(UncheckedIOException.class)
          .hasCauseInstanceOf(CorruptDataException.class)
          .hasMessageContaining("row " + slot);
    }
    assertThat(file.get(9)).isEqualTo(row(9));
  }

  @Test
  void noDamageRaisesAnythingElse() throws IOException {
    long seed = System.nanoTime();
    System.out.println("MetadataFileTest seed " + seed);
    Random random = new Random(seed);
    byte[] good = bytes();
    int noticed = 0;
    for (int i = 0; i < 300; i++) {
      byte[] bytes = good.clone();
      for (int n = random.nextInt(4); n >= 0; n--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      try {
        MetadataFile file = open(bytes);
        for (int slot = 0; slot < ROWS; slot++) {
          file.get(slot);
        }
      } catch (CorruptDataException | NewerFormatException e) {
        noticed++;
      } catch (UncheckedIOException e) {
        assertThat(e).as("seed %d", seed).hasCauseInstanceOf(CorruptDataException.class);
        noticed++;
      }
    }
    assertThat(noticed).as("seed %d", seed).isPositive();
  }
}
