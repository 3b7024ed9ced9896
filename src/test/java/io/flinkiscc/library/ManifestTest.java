package io.flinkiscc.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinkiscc.graph.UsearchKey;
import io.flinkiscc.index.CorruptDataException;
import io.flinkiscc.metadata.FieldType;
import io.flinkiscc.metadata.MetadataSchema;
import io.flinkiscc.nphd.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManifestTest {

  @TempDir Path dir;

  private Path file;

  @BeforeEach
  void makeAnIndex() throws IOException {
    file = dir.resolve(Manifest.NAME);
    try (ShardedNphdIndex index = ShardedNphdIndex.builder(dir).open()) {
      index.add(1L, Code.of(new byte[8]));
      index.save();
    }
  }

  @Test
  void whatIsWrittenIsRead() throws IOException {
    MetadataSchema schema = MetadataSchema.builder().field("b", FieldType.STRING).build();
    IndexSettings settings =
        new IndexSettings(
            "ShardedIndex128",
            Metric.HAMMING,
            KeyKind.U128,
            64,
            8,
            99,
            0,
            5000,
            false,
            schema,
            "me",
            "a \"b\"",
            Instant.ofEpochSecond(5));
    StoredFile stored = new StoredFile("shard_000.usearch", 1L << 40, -2, 6);
    Manifest manifest =
        new Manifest(
            7,
            Instant.EPOCH,
            settings,
            3,
            4,
            List.of(stored),
            List.of(new StoredFile("bloom.isbf", 3, 9, 2)),
            Map.of(
                "shard_000.usearch",
                new SearchWidth(128, 2000, 11),
                "shard_001.usearch",
                new SearchWidth(Effort.SCAN, 1000, 11)));
    new FileSteps().write(file, out -> ManifestJson.write(manifest, out));
    assertThat(ManifestJson.read(file)).isEqualTo(manifest);
  }

  @Test
  void aNewerFormatIsRefusedWithBothVersions() throws IOException {
    change("\"format_version\" : 1", "\"format_version\" : 2");
    assertThatThrownBy(() -> ShardedNphdIndex.builder(dir).open())
        .isInstanceOf(NewerFormatException.class)
        .hasMessageContaining("version 2")
        .hasMessageContaining("up to version 1");
  }

  @Test
  void damagedManifestsAreRefused() throws IOException {
    String good = Files.readString(file);
    for (String[] change :
        new String[][] {
          {"flink-iscc library index", "other"},
          {"\"shard_000.usearch\"", "\"../shard_000.usearch\""},
          {"\"shard_000.usearch\"", "\"..\""},
          {"\"max_dim\" : 256", "\"max_dim\" : 257"},
          {"\"max_dim\" : 256", "\"max_dim\" : 1e99"},
          {"\"key_kind\" : \"u64\"", "\"key_kind\" : \"u32\""},
          {"\"metric\" : \"nphd\"", "\"metric\" : \"cosine\""},
          {"\"live\" : 1", "\"live\" : 2"},
          {"\"live\" : 1", "\"live\" : -1"},
          {"\"created_at\"", "\"made_at\""},
          {"\"search_widths\" : { }", "\"search_widths\" : {\"a\" : {\"width\" : -1}}"},
          {"{", "["}
        }) {
      change(change[0], change[1]);
      assertThatThrownBy(() -> ShardedNphdIndex.builder(dir).open())
          .as("%s instead of %s", change[1], change[0])
          .isInstanceOf(CorruptDataException.class);
      Files.writeString(file, good);
    }
    for (int length = 0; length < good.length() - 2; length += 7) {
      Files.writeString(file, good.substring(0, length));
      assertThatThrownBy(() -> ShardedNphdIndex.builder(dir).open())
          .isInstanceOf(CorruptDataException.class);
    }
  }

  private void change(String from, String to) throws IOException {
    String text = Files.readString(file);
    assertThat(text).contains(from);
    Files.writeString(file, text.replace(from, to));
  }

  @Test
  void shardsOfAnotherProgramAreNotOverlooked() throws IOException {
    Files.copy(dir.resolve("shard_000.usearch"), dir.resolve("shard_001.usearch"));
    assertThatThrownBy(() -> ShardedNphdIndex.builder(dir).open())
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("shard_001.usearch")
        .hasMessageContaining("adoptForeignChanges");
    try (ShardedNphdIndex index = ShardedNphdIndex.builder(dir).adoptForeignChanges(true).open()) {
      assertThat(index.size()).isEqualTo(1);
      index.save();
    }
    try (ShardedNphdIndex index = ShardedNphdIndex.builder(dir).open()) {
      assertThat(index.size()).isEqualTo(1);
      assertThat(index.verify().problems()).isEmpty();
    }
  }

  @Test
  void aFileThatWasDoneAwayWithMayComeBackWithAnotherContent() throws IOException {
    Path tombstones = dir.resolve(TombstoneFile.NAME);
    try (ShardedNphdIndex index = ShardedNphdIndex.builder(dir).shardSize(1024).open()) {
      for (long key = 2; key < 9; key++) {
        index.add(key, Code.of(new byte[8]));
      }
      index.remove(2L);
      index.save();
      assertThat(tombstones).exists();
      index.compact();
      assertThat(tombstones).doesNotExist();
    }
    // As iscc-usearch does when it removes a key.
    new FileSteps()
        .write(tombstones, out -> TombstoneFile.write(KeyKind.U64, List.of(UsearchKey.of(3)), out));
    assertThatThrownBy(() -> ShardedNphdIndex.builder(dir).open())
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("tombstones.npy");
    assertThat(tombstones).exists();
    try (ShardedNphdIndex index = ShardedNphdIndex.builder(dir).adoptForeignChanges(true).open()) {
      assertThat(index.contains(3L)).isFalse();
      assertThat(index.contains(4L)).isTrue();
    }
  }

  @Test
  void anotherClassIsRefused() {
    assertThatThrownBy(() -> ShardedNphdIndex128.builder(dir).open())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ShardedNphdIndex (keys u64");
    assertThatThrownBy(() -> ShardedNphdIndex.builder(dir).maxDim(64).open())
        .hasMessageContaining("maxDim is 64, but the index has 256");
    MetadataSchema schema = MetadataSchema.builder().field("b", FieldType.STRING).build();
    assertThatThrownBy(() -> ShardedNphdIndex.builder(dir).metadata(schema).open())
        .hasMessageContaining("made without");
  }
}
