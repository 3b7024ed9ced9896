package io.flinkiscc.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.flinkiscc.graph.UsearchKey;
import io.flinkiscc.nphd.Code;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Directories written by iscc-usearch. */
class PeerDirectoryTest {

  @TempDir Path dir;

  @ParameterizedTest
  @ValueSource(strings = {"sharded_u64", "sharded_u64_clean", "sharded_uuid"})
  void areOpenedWithTheLiveEntriesAndExactAnswers(String name) throws IOException {
    Path files = Fixtures.directory(name, dir.resolve("d"));
    JsonNode json = Fixtures.json(name);
    try (DirectoryIndex<?> index = builder(name, files).readOnly(true).open()) {
      assertHolds(index, json);
    }
    assertThat(files.resolve("index.lock")).doesNotExist();
    try (DirectoryIndex<?> index = builder(name, files).open()) {
      assertHolds(index, json);
      index.save();
      assertHolds(index, json);
    }
    Path tombstones = files.resolve(TombstoneFile.NAME);
    if (json.get("tombstones").isNull()) {
      assertThat(tombstones).doesNotExist();
    } else {
      Path original = Fixtures.directory(name, dir.resolve("again")).resolve(TombstoneFile.NAME);
      assertThat(tombstones).hasSameBinaryContentAs(original);
    }
    try (DirectoryIndex<?> index = builder(name, files).readOnly(true).open()) {
      assertHolds(index, json);
      assertThat(index.verify().problems()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sharded_u64", "sharded_u64_clean", "sharded_uuid"})
  void areTheOutcomeOfTheSameOperationsHere(String name) throws IOException {
    JsonNode json = Fixtures.json(name);
    Path files = dir.resolve("d");
    long shardSize = json.get("shard_size").asLong();
    try (DirectoryIndex<?> index = builder(name, files).shardSize(shardSize).open()) {
      for (JsonNode op : json.get("ops")) {
        if (op.get("op").asText().equals("save")) {
          assertThat(index.dirty()).isEqualTo(json.get("dirty_before_save").asLong());
          index.save();
          assertThat(index.dirty()).isZero();
        } else {
          apply(index, op);
        }
      }
      assertHolds(index, json);
      assertThat(index.stats().shards()).isGreaterThan(3);
    }
    try (DirectoryIndex<?> index = builder(name, files).open()) {
      assertHolds(index, json);
      index.compact();
      assertHolds(index, json);
      assertThat(files.resolve(TombstoneFile.NAME)).doesNotExist();
    }
    // Without what only this library knows, as the peer sees it.
    java.nio.file.Files.delete(files.resolve(Manifest.NAME));
    try (DirectoryIndex<?> index = builder(name, files).open()) {
      assertHolds(index, json);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sharded_u64", "sharded_uuid"})
  void meanTheSameWithoutOurManifest(String name) throws IOException {
    JsonNode json = Fixtures.json(name);
    Path files = dir.resolve("d");
    try (DirectoryIndex<?> index = builder(name, files).shardSize(20_000).open()) {
      for (JsonNode op : json.get("ops")) {
        if (!op.get("op").asText().equals("save")) {
          apply(index, op);
        }
      }
      index.save();
    }
    java.nio.file.Files.delete(files.resolve(Manifest.NAME));
    java.nio.file.Files.delete(files.resolve(DirectoryNames.DEAD));
    try (DirectoryIndex<?> index = builder(name, files).open()) {
      assertHolds(index, json);
    }
  }

  private static DirectoryIndexBuilder<? extends DirectoryIndex<?>> builder(
      String name, Path directory) {
    return name.endsWith("uuid")
        ? ShardedNphdIndex128.builder(directory)
        : ShardedNphdIndex.builder(directory);
  }

  private static <K> void apply(DirectoryIndex<K> index, JsonNode op) {
    List<K> keys = new ArrayList<>();
    for (JsonNode key : op.get("keys")) {
      keys.add(index.keyKind().user(Fixtures.key(index.keyKind(), key.asText())));
    }
    List<Entry<K>> entries = new ArrayList<>();
    for (int i = 0; i < keys.size() && op.has("vectors"); i++) {
      entries.add(new Entry<>(keys.get(i), Fixtures.code(op.get("vectors").get(i).asText())));
    }
    switch (op.get("op").asText()) {
      case "add" -> assertThat(index.addAll(entries)).isEqualTo(entries.size());
      case "upsert" -> index.upsertAll(entries);
      case "remove" -> index.removeAll(keys);
      default -> throw new IllegalArgumentException(op.toString());
    }
  }

  @Test
  void ofReleasesThatCalledNphdHammingAreMigrated() throws IOException {
    Path files = Fixtures.directory("sharded_u64", dir.resolve("d"));
    JsonNode json = Fixtures.json("sharded_u64");
    List<Integer> all = List.of(0, 1, 2, 3, 4);
    for (int number : all) {
      metric(files.resolve(Shard.fileName(number)), 'b');
    }
    try (ShardedNphdIndex index = ShardedNphdIndex.builder(files).readOnly(true).open()) {
      assertHolds(index, json);
      assertThat(index.info().misnamedShards()).isEqualTo(all);
    }
    try (ShardedNphdIndex index = ShardedNphdIndex.builder(files).open()) {
      assertHolds(index, json);
      assertThat(index.info().misnamedShards()).isEqualTo(all);
      index.save();
      assertThat(index.info().misnamedShards())
          .as("but the growing one")
          .isEqualTo(all.subList(0, 4));
      index.compact();
      assertHolds(index, json);
      assertThat(index.info().misnamedShards()).isEmpty();
    }
    try (ShardedNphdIndex index = ShardedNphdIndex.builder(files).readOnly(true).open()) {
      assertHolds(index, json);
      assertThat(index.info().misnamedShards()).isEmpty();
      assertThat(index.verify().problems()).isEmpty();
    }
    assertThatThrownBy(() -> ShardedIndex.builder(files).readOnly(true).open())
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void filesOfReleasesThatCalledNphdHammingAreMigrated() throws IOException {
    Path file = Fixtures.file("nphd_u64_500.usearch", dir);
    NphdIndex modern = NphdIndex.view(file);
    List<Code> queries = new ArrayList<>();
    Fixtures.json("nphd_u64_500")
        .get("queries")
        .forEach(query -> queries.add(Fixtures.code(query.get("query").asText())));
    List<Matches<Long>> expected = modern.searchAll(queries, 10);
    Path old = Files.createDirectory(dir.resolve("old")).resolve("old.usearch");
    Files.copy(file, old);
    metric(old, 'b');
    NphdIndex viewed = NphdIndex.view(old);
    assertThat(viewed.info().misnamedShards()).containsExactly(0);
    assertThat(viewed.searchAll(queries, 10)).isEqualTo(expected);
    NphdIndex loaded = NphdIndex.load(old);
    assertThat(loaded.info().misnamedShards()).containsExactly(0);
    assertThat(loaded.searchAll(queries, 10)).isEqualTo(expected);
    loaded.save();
    assertThat(loaded.info().misnamedShards()).isEmpty();
    assertThat(NphdIndex.view(old).info().misnamedShards()).isEmpty();
    assertThat(NphdIndex.view(old).searchAll(queries, 10)).isEqualTo(expected);
  }

  /** Changes the letter of the metric in the head, which is behind the matrix. */
  private static void metric(Path file, char letter) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    int at = 8 + bytes.getInt(0) * bytes.getInt(4) + 13;
    assertThat(bytes.get(at)).isEqualTo((byte) 'n');
    Files.write(file, bytes.put(at, (byte) letter).array());
  }

  private static <K> void assertHolds(DirectoryIndex<K> index, JsonNode json) {
    KeyKind<K> kind = index.keyKind();
    Map<K, Code> expected = new HashMap<>();
    for (JsonNode live : json.get("live")) {
      UsearchKey key = Fixtures.key(kind, live.get("key").asText());
      expected.put(kind.user(key), Fixtures.code(live.get("vector").asText()));
    }
    assertThat(index.size()).isEqualTo(json.get("true_len").asLong()).isEqualTo(expected.size());
    assertThat(index.keys()).containsExactlyInAnyOrderElementsOf(expected.keySet());
    expected.forEach((key, code) -> assertThat(index.get(key)).isEqualTo(code));
    for (JsonNode removed : json.path("tombstones").path("keys")) {
      assertThat(index.contains(kind.user(Fixtures.key(kind, removed.asText())))).isFalse();
    }
    SearchOptions exact = SearchOptions.builder().k(10).exact(true).build();
    for (JsonNode query : json.get("queries")) {
      Matches<K> matches = index.search(Fixtures.code(query.get("query").asText()), exact);
      assertThat(matches.exact()).isTrue();
      List<Match<K>> top = new ArrayList<>();
      for (JsonNode hit : query.get("top10")) {
        top.add(
            new Match<>(
                kind.user(Fixtures.key(kind, hit.get("key").asText())),
                hit.get("hamming").asInt(),
                hit.get("bits").asInt()));
      }
      assertThat(matches.list()).containsExactlyElementsOf(top);
    }
  }
}
