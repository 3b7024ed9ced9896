package io.flinkiscc.library;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.flinkiscc.graph.UsearchKey;
import io.flinkiscc.nphd.Code;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
