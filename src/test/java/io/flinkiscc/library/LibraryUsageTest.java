package io.flinkiscc.library;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinkiscc.metadata.FieldType;
import io.flinkiscc.metadata.MetadataFilter;
import io.flinkiscc.metadata.MetadataRow;
import io.flinkiscc.metadata.MetadataSchema;
import io.flinkiscc.nphd.Code;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the library is used. */
class LibraryUsageTest {

  @TempDir Path dir;

  private static Code code(String hex) {
    return Code.of(HexFormat.of().parseHex(hex));
  }

  @Test
  void anIndexInADirectory() throws IOException {
    MetadataSchema schema =
        MetadataSchema.builder()
            .field("licence", FieldType.STRING)
            .field("year", FieldType.LONG)
            .build();
    Path directory = dir.resolve("index");
    try (ShardedNphdIndex index =
        ShardedNphdIndex.builder(directory)
            .metadata(schema)
            .createdBy("archive")
            .description("texts of the archive")
            .open()) {
      index.add(1L, code("00ff00ff00ff00ff"), row(schema, "CC0", 2020));
      index.add(2L, code("00ff00ff00ff00fe00000000deadbeef"), row(schema, "CC-BY", 2024));
      index.upsert(3L, code("ffffffffffffffff"), row(schema, "CC0", 2024));

      Matches<Long> matches = index.search(code("00ff00ff00ff00fe"), 2);
      assertThat(matches.keys()).containsExactly(2L, 1L);
      assertThat(matches.get(1).nphd()).isEqualTo(1.0 / 64);
      assertThat(matches.exact()).isTrue();

      MetadataFilter filter =
          MetadataFilter.and(
              MetadataFilter.eq("licence", "CC0"),
              MetadataFilter.range("year", 2021, true, null, false));
      assertThat(
              index
                  .search(
                      code("00ff00ff00ff00fe"), SearchOptions.builder().k(2).filter(filter).build())
                  .keys())
          .containsExactly(3L);
      index.save();
      assertThat(index.dirty()).isZero();
    }
    try (ShardedNphdIndex index = ShardedNphdIndex.builder(directory).readOnly(true).open()) {
      assertThat(index.size()).isEqualTo(3);
      assertThat(index.maxDim()).isEqualTo(256);
      assertThat(index.getEntry(2L).metadata().get("licence")).isEqualTo("CC-BY");
      assertThat(index.info().createdBy()).isEqualTo("archive");
      assertThat(index.info().description()).isEqualTo("texts of the archive");
      assertThat(index.info().kind()).isEqualTo("ShardedNphdIndex");
      assertThat(index.info().metadata()).isEqualTo(schema);
      assertThat(index.verify().isSound()).isTrue();
    }
  }

  private static MetadataRow row(MetadataSchema schema, String licence, long year) {
    return MetadataRow.fromMap(schema, Map.of("licence", licence, "year", year));
  }

  @Test
  void anIndexInOneFile() throws IOException {
    NphdIndex index = NphdIndex.builder().maxDim(128).build();
    index.addAll(
        Map.of(1L, code("00ff00ff00ff00ff"), 2L, code("00ff00ff00ff00fe00000000deadbeef")));
    index.save(dir.resolve("codes.usearch"));
    try (NphdIndex view = NphdIndex.view(dir.resolve("codes.usearch"))) {
      assertThat(view.maxDim()).isEqualTo(128);
      List<Matches<Long>> answers =
          view.searchAll(List.of(code("00ff00ff00ff00ff"), code("00ff00ff00ff00fe")), 1);
      assertThat(answers).extracting(matches -> matches.get(0).key()).containsExactly(1L, 2L);
    }
  }

  @Test
  void chunksOfAssetsUnder128BitKeys() throws IOException {
    try (ShardedIndex128 index = ShardedIndex128.builder(dir.resolve("chunks")).maxDim(64).open()) {
      index.add(Key128.ofChunk(7L, 0, 1000), code("00ff00ff00ff00ff"));
      index.add(Key128.ofChunk(7L, 1000, 900), code("0f0f0f0f0f0f0f0f"));
      Matches<Key128> near =
          index.search(
              code("00ff00ff00ff00fe"), SearchOptions.builder().k(9).maxHamming(3).build());
      assertThat(near.keys()).containsExactly(Key128.ofChunk(7L, 0, 1000));
      assertThat(near.get(0).hamming()).isEqualTo(1);
    }
  }
}
