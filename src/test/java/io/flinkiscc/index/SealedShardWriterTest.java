package io.flinkiscc.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinkiscc.iscc.UnitType;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SealedShardWriterTest {

  private static final List<SealedEntry> ENTRIES = new ShardData(1).entries(300);
  private static final SealedOptions OPTIONS = SealedOptions.builder().blockBytes(1000).build();

  @TempDir Path directory;

  @Test
  void theSameEntriesMakeTheSameBytes() throws IOException {
    Path one = directory.resolve("one");
    Path two = directory.resolve("two");
    write(one, ShardData.source(ENTRIES), OPTIONS, SealedProgress.NONE);
    write(two, ShardData.source(ENTRIES), OPTIONS, SealedProgress.NONE);
    assertThat(one).hasSameBinaryContentAs(two);
    write(
        two, SealedShard.open(one).source(0, 300, DeadEntries.NONE), OPTIONS, SealedProgress.NONE);
    assertThat(one).hasSameBinaryContentAs(two);
  }

  @Test
  void compressionMakesTheFileSmallerAndChangesNoAsset() throws IOException {
    List<SealedEntry> wordy = new ArrayList<>();
    for (int key = 0; key < 500; key++) {
      wordy.add(
          new SealedEntry(
              0,
              key,
              AssetOp.NO_SEQ,
              0,
              AssetCodec.encode(
                  Asset.builder(key).metadata("title ".repeat(50).getBytes()).build())));
    }
    Path raw = directory.resolve("raw");
    Path deflated = directory.resolve("deflated");
    write(
        raw,
        ShardData.source(wordy),
        SealedOptions.builder().compress(false).build(),
        SealedProgress.NONE);
    write(deflated, ShardData.source(wordy), SealedOptions.defaults(), SealedProgress.NONE);
    assertThat(Files.size(deflated)).isLessThan(Files.size(raw) / 3);
    SealedShard a = SealedShard.open(raw);
    SealedShard b = SealedShard.open(deflated);
    for (int entry = 0; entry < 500; entry++) {
      assertThat(a.form(entry)).isEqualTo(b.form(entry));
    }
  }

  @Test
  void anAssetLargerThanABlockIsKept() throws IOException {
    byte[] metadata = new byte[5_000_000];
    new java.util.Random(3).nextBytes(metadata);
    Asset asset = Asset.builder(1).metadata(metadata).build();
    Path path = directory.resolve("large");
    write(
        path,
        ShardData.source(
            List.of(new SealedEntry(0, 1, AssetOp.NO_SEQ, 0, AssetCodec.encode(asset)))),
        OPTIONS,
        SealedProgress.NONE);
    SealedShard shard = SealedShard.open(path);
    shard.verify();
    assertThat(shard.asset(0)).isEqualTo(asset);
  }

  @Test
  void aColumnWithOneValueTakesNoRoom() throws IOException {
    List<SealedEntry> same = new ArrayList<>();
    List<SealedEntry> different = new ArrayList<>();
    for (int key = 0; key < 1000; key++) {
      byte[] form = AssetCodec.encode(Asset.builder(key).build());
      same.add(new SealedEntry(0, key, AssetOp.NO_SEQ, 77, form));
      different.add(new SealedEntry(0, key, key, 77 + key, form));
    }
    Path one = directory.resolve("one");
    Path two = directory.resolve("two");
    write(one, ShardData.source(same), OPTIONS, SealedProgress.NONE);
    write(two, ShardData.source(different), OPTIONS, SealedProgress.NONE);
    assertThat(Files.size(two) - Files.size(one)).isBetween(16_000L, 16_200L);
    assertThat(SealedShard.open(one).entries().eventTimeMicros(999)).isEqualTo(77);
    assertThat(SealedShard.open(one).entries().seq(999)).isEqualTo(AssetOp.NO_SEQ);
  }

  @Test
  void refusesEntriesOutOfOrder() throws IOException {
    List<SealedEntry> twice = List.of(ENTRIES.get(0), ENTRIES.get(0));
    assertThatThrownBy(() -> write("x", ShardData.source(twice)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no key twice");
    List<SealedEntry> swapped = List.of(ENTRIES.get(1), ENTRIES.get(0));
    assertThatThrownBy(() -> write("x", ShardData.source(swapped)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("give entries by key group");
    SealedEntry entry = ENTRIES.get(0);
    SealedEntry beyond = new SealedEntry(32768, entry.key(), 0, 0, entry.form());
    assertThatThrownBy(() -> write("x", ShardData.source(List.of(beyond))))
        .hasMessage("key group is 32768, allowed are 0..32767");
    assertNoFiles();
  }

  @Test
  void aFullDiskLeavesNoFileWhereverItFills() throws IOException {
    Path whole = directory.resolve("whole");
    write(whole, ShardData.source(ENTRIES), OPTIONS, SealedProgress.NONE);
    long size = Files.size(whole);
    Files.delete(whole);
    for (long room = 1; room < size; room += 997) {
      SealedOptions cut = SealedOptions.builder().blockBytes(1000).maxBytes(room).build();
      assertThatThrownBy(() -> write("cut", ShardData.source(ENTRIES), cut))
          .isInstanceOf(IOException.class)
          .hasMessage("A shard file would take more than " + room + " bytes, which is all it may");
      assertNoFiles();
    }
    SealedOptions enough = SealedOptions.builder().blockBytes(1000).maxBytes(size).build();
    write("enough", ShardData.source(ENTRIES), enough);
    assertThat(directory.resolve("enough")).hasSize(size);
  }

  @Test
  void aFailedWriteKeepsTheFileThatWasThere() throws IOException {
    write("x", ShardData.source(ENTRIES));
    byte[] before = Files.readAllBytes(directory.resolve("x"));
    Iterator<SealedEntry> some = ENTRIES.subList(0, 100).iterator();
    SealedSource failing =
        () -> {
          if (!some.hasNext()) {
            throw new IOException("the source broke");
          }
          return some.next();
        };
    assertThatThrownBy(() -> write("x", failing)).hasMessage("the source broke");
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files).hasSize(1);
    }
    assertThat(directory.resolve("x")).hasBinaryContent(before);
  }

  @Test
  void canBeStoppedAtEveryStep() throws IOException {
    int[] steps = new int[1];
    SealedProgress counting =
        (step, done) -> {
          steps[0]++;
          return true;
        };
    Path path = directory.resolve("x");
    write(path, ShardData.source(ENTRIES), OPTIONS, counting);
    Files.delete(path);
    assertThat(steps[0]).isGreaterThan(ENTRIES.size());
    for (int last = 1; last <= steps[0]; last += 7) {
      int[] left = {last};
      assertThatThrownBy(
              () -> write(path, ShardData.source(ENTRIES), OPTIONS, (step, done) -> --left[0] > 0))
          .isInstanceOf(InterruptedIOException.class);
      assertNoFiles();
    }
  }

  @Test
  void anInterruptStopsIt() throws IOException {
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> write("x", ShardData.source(ENTRIES)))
          .isInstanceOf(IOException.class);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    assertNoFiles();
  }

  @Test
  void refusesOptionsOutOfRange() {
    assertThatThrownBy(() -> SealedOptions.builder().blockBytes(0).build())
        .hasMessage("blockBytes is 0, allowed are 1 to 1048576");
    assertThatThrownBy(() -> SealedOptions.builder().maxBytes(0).build())
        .hasMessageStartingWith("maxBytes is 0");
  }

  @Test
  void equalCodesAreStoredOnce() throws IOException {
    List<SealedEntry> entries = new ArrayList<>();
    ShardData data = new ShardData(2);
    for (int key = 0; key < 1000; key++) {
      entries.add(
          new SealedEntry(
              0,
              key,
              AssetOp.NO_SEQ,
              0,
              AssetCodec.encode(
                  Asset.builder(key).unit(UnitType.META_NONE_V0, data.code(8)).build())));
    }
    long distinct =
        entries.stream()
            .map(e -> ShardData.asset(e).units().get(UnitType.META_NONE_V0))
            .distinct()
            .count();
    write("x", ShardData.source(entries));
    assertThat(SealedShard.open(directory.resolve("x")).field(UnitType.META_NONE_V0).nodes())
        .isEqualTo((int) distinct)
        .isLessThan(900);
  }

  private void assertNoFiles() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files).isEmpty();
    }
  }

  private void write(String name, SealedSource source) throws IOException {
    write(name, source, OPTIONS);
  }

  private void write(String name, SealedSource source, SealedOptions options) throws IOException {
    write(directory.resolve(name), source, options, SealedProgress.NONE);
  }

  private static void write(
      Path path, SealedSource source, SealedOptions options, SealedProgress progress)
      throws IOException {
    SealedShardWriter.write(path, source, options, progress);
  }
}
