package io.flinkiscc.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinkiscc.graph.UsearchKey;
import io.flinkiscc.index.CorruptDataException;
import io.flinkiscc.metadata.FieldType;
import io.flinkiscc.metadata.MetadataRow;
import io.flinkiscc.metadata.MetadataSchema;
import io.flinkiscc.nphd.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {

  private static final MetadataSchema SCHEMA =
      MetadataSchema.builder().field("title", FieldType.STRING).build();
  private static final JournalOp PUT =
      new JournalOp(
          UsearchKey.of(-5),
          Code.of(new byte[] {1, 2, 3}),
          MetadataRow.fromMap(SCHEMA, Map.of("title", "x")));
  private static final JournalOp BARE =
      new JournalOp(UsearchKey.of(6), Code.of(new byte[32]), null);
  private static final JournalOp REMOVAL = JournalOp.remove(UsearchKey.of(7));

  @TempDir Path dir;

  @Test
  void whatWasAppendedIsReplayedInWholeRecordsWhereverTheFileIsCut() throws IOException {
    Path file = dir.resolve(Journal.name(3));
    List<Long> ends = new ArrayList<>();
    try (Journal journal = Journal.create(new FileSteps(), file, KeyKind.U64)) {
      for (List<JournalOp> record : List.of(List.of(PUT, REMOVAL), List.of(BARE), List.of(PUT))) {
        ends.add(journal.bytes());
        journal.append(record, record.size() == 1);
      }
      ends.add(journal.bytes());
    }
    byte[] whole = Files.readAllBytes(file);
    assertThat(ends).last().isEqualTo((long) whole.length);
    for (int length = 0; length <= whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      int records = -1;
      for (long end : ends) {
        records += end <= length ? 1 : 0;
      }
      List<List<JournalOp>> replayed = new ArrayList<>();
      long torn = Journal.replay(file, KeyKind.U64, SCHEMA, replayed::add);
      assertThat(replayed).as("length %d", length).hasSize(Math.max(records, 0));
      assertThat(torn).isEqualTo(records < 0 ? length : length - ends.get(records));
      if (records > 0) {
        assertThat(replayed.get(0)).hasSize(2);
        assertThat(replayed.get(0).get(0)).usingRecursiveComparison().isEqualTo(PUT);
        assertThat(replayed.get(0).get(1)).isEqualTo(REMOVAL);
      }
    }
  }

  @Test
  void aChangedBitInTheLastRecordIsTakenForAnEndThatIsNotWhole() throws IOException {
    Path file = dir.resolve("j");
    try (Journal journal = Journal.create(new FileSteps(), file, KeyKind.U128)) {
      journal.append(List.of(PUT), false);
    }
    byte[] whole = Files.readAllBytes(file);
    for (int bit = 16 * 8; bit < whole.length * 8; bit++) {
      Files.write(file, flipped(whole, bit));
      long torn = Journal.replay(file, KeyKind.U128, SCHEMA, record -> assertThat(record).isNull());
      assertThat(torn).isEqualTo(whole.length - 16);
    }
  }

  private static byte[] flipped(byte[] whole, int bit) {
    byte[] changed = whole.clone();
    changed[bit >> 3] ^= (byte) (1 << (bit & 7));
    return changed;
  }

  @Test
  void aChangedBitInFrontOfAWholeRecordIsRefusedWithItsPlace() throws IOException {
    Path file = dir.resolve("j");
    long second;
    long last;
    try (Journal journal = Journal.create(new FileSteps(), file, KeyKind.U64)) {
      journal.append(List.of(PUT), false);
      second = journal.bytes();
      journal.append(List.of(BARE, REMOVAL), false);
      last = journal.bytes();
      journal.append(List.of(PUT), false);
    }
    byte[] whole = Files.readAllBytes(file);
    for (int bit = 16 * 8; bit < last * 8; bit++) {
      Files.write(file, flipped(whole, bit));
      List<List<JournalOp>> replayed = new ArrayList<>();
      long damaged = bit < second * 8 ? 16 : second;
      assertThatThrownBy(() -> Journal.replay(file, KeyKind.U64, SCHEMA, replayed::add))
          .as("bit %d", bit)
          .isInstanceOf(CorruptDataException.class)
          .hasMessageContaining(file.toString())
          .hasMessageContaining("damaged at byte " + damaged)
          .hasMessageContaining("whole one at byte " + (damaged == 16 ? second : last))
          .hasMessageContaining("cut it to " + damaged + " bytes");
      assertThat(replayed).hasSize(damaged == 16 ? 0 : 1);
    }
  }

  @Test
  void wholeRecordsAreFoundFarBehindTheDamage() throws IOException {
    Path file = dir.resolve("j");
    MetadataRow large = MetadataRow.fromMap(SCHEMA, Map.of("title", "y".repeat(3 << 20)));
    long last;
    try (Journal journal = Journal.create(new FileSteps(), file, KeyKind.U64)) {
      journal.append(List.of(new JournalOp(PUT.key(), PUT.code(), large)), false);
      last = journal.bytes();
      journal.append(List.of(REMOVAL), false);
    }
    byte[] whole = Files.readAllBytes(file);
    for (int bit : new int[] {16 * 8 + 31, 16 * 8 + 22, 2_000_000 * 8}) {
      Files.write(file, flipped(whole, bit));
      assertThatThrownBy(() -> Journal.replay(file, KeyKind.U64, SCHEMA, record -> {}))
          .isInstanceOf(CorruptDataException.class)
          .hasMessageContaining("whole one at byte " + last);
    }
    Files.write(file, Arrays.copyOf(whole, (int) last - 1));
    assertThat(Journal.replay(file, KeyKind.U64, SCHEMA, record -> {})).isEqualTo(last - 17);
  }

  @Test
  void anEndThatIsNotWholeIsCutOffSoThatTheNextJournalMayFollow() throws IOException {
    Path first = abandoned(1);
    byte[] whole = Files.readAllBytes(first);
    Files.write(first, Arrays.copyOf(whole, whole.length - 1));
    abandoned(2);
    try (ShardedNphdIndex index = ShardedNphdIndex.builder(dir).open()) {
      assertThat(index.keys()).containsExactly(2L);
    }
  }

  @Test
  void aDamagedEndIsRefusedIfAnotherJournalHasLaterRecords() throws IOException {
    Path first = abandoned(1);
    abandoned(2);
    byte[] whole = Files.readAllBytes(first);
    for (boolean readOnly : new boolean[] {true, false}) {
      for (byte[] bytes :
          List.of(Arrays.copyOf(whole, whole.length - 1), flipped(whole, whole.length * 8 - 1))) {
        Files.write(first, bytes);
        assertThatThrownBy(() -> ShardedNphdIndex.builder(dir).readOnly(readOnly).open())
            .isInstanceOf(CorruptDataException.class)
            .hasMessageContaining(first.toString())
            .hasMessageContaining("damaged at byte 16")
            .hasMessageContaining("cut it to 16 bytes");
      }
    }
    Files.write(first, Arrays.copyOf(whole, 16));
    try (ShardedNphdIndex index = ShardedNphdIndex.builder(dir).open()) {
      assertThat(index.keys()).containsExactly(2L);
    }
  }

  /** Adds a key that only the journal will know, and returns the journal. */
  private Path abandoned(long key) throws IOException {
    try (ShardedNphdIndex index = ShardedNphdIndex.builder(dir).open()) {
      index.add(key, Code.of(new byte[8]));
    }
    try (var names = Files.list(dir)) {
      return names
          .filter(path -> Journal.generation(path.getFileName().toString()) >= 0)
          .max(Comparator.comparingLong(path -> Journal.generation(path.getFileName().toString())))
          .orElseThrow();
    }
  }

  @Test
  void foreignAndNewerFilesAreRefused() throws IOException {
    Path file = dir.resolve("j");
    Journal.create(new FileSteps(), file, KeyKind.U64).close();
    assertThatThrownBy(() -> Journal.replay(file, KeyKind.U128, SCHEMA, record -> {}))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("keys of 8 bytes");
    byte[] bytes = Files.readAllBytes(file);
    bytes[8] = 2;
    Files.write(file, bytes);
    assertThatThrownBy(() -> Journal.replay(file, KeyKind.U64, SCHEMA, record -> {}))
        .isInstanceOf(NewerFormatException.class)
        .hasMessageContaining("version 2")
        .hasMessageContaining("version 1");
    Files.write(file, new byte[99]);
    assertThatThrownBy(() -> Journal.replay(file, KeyKind.U64, SCHEMA, record -> {}))
        .isInstanceOf(CorruptDataException.class);
  }

  @Test
  void namesCarryTheGeneration() {
    assertThat(Journal.generation(Journal.name(17))).isEqualTo(17);
    assertThat(Journal.generation("journal-.log")).isEqualTo(-1);
    assertThat(Journal.generation("journal-1.log.tmp")).isEqualTo(-1);
  }
}
