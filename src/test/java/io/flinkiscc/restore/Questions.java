package io.flinkiscc.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinkiscc.index.Asset;
import io.flinkiscc.index.Chunk;
import io.flinkiscc.iscc.IsccId;
import io.flinkiscc.iscc.IsccUnit;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.kafka.EnrichedRecord;
import io.flinkiscc.kafka.MatchedChunk;
import io.flinkiscc.kafka.QueryRecord;
import io.flinkiscc.kafka.Status;
import io.flinkiscc.kafka.UnitMatch;
import io.flinkiscc.nphd.Code;
import io.flinkiscc.nphd.Distance;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;

/** Asks a running job for everything it holds, and compares with an oracle. */
final class Questions {

  private static final AtomicInteger NEXT = new AtomicInteger();

  /** More than there are assets of the same score and smaller ISCC-ID. */
  private static final int TIES = 20;

  /** Limit of a query for everything. */
  static final int ALL = QueryRecord.MAX_LIMIT;

  private Questions() {}

  /** Checks that the job answers from exactly the assets of the oracle. */
  static void check(Run run, Oracle oracle) {
    checkListing(run, oracle);
    checkAssets(run, oracle);
    checkById(run, oracle);
  }

  /** A query for the nearest assets of all types, however far. */
  static QueryRecord listing(String id, long seed, int limit) {
    SampleAssets assets = new SampleAssets(seed);
    return QueryRecord.builder(id)
        .units(
            SampleAssets.similarityTypes().stream()
                .map(type -> IsccUnit.of(type, assets.code(32).toBytes()))
                .toList())
        .includeUnitMatches(true)
        .exact(true)
        .limit(limit)
        .build();
  }

  /** Checks the answer to a {@link #listing}: nothing lost, stale, doubled or foreign. */
  static void checkListing(EnrichedRecord answer, QueryRecord query, Oracle oracle) {
    assertThat(answer.status()).as(answer.queryId()).isEqualTo(Status.OK);
    for (IsccUnit unit : query.units()) {
      assertThat(answer.unitMatches().getOrDefault(unit.type(), List.of()))
          .as("%s of %s", unit.type(), answer.queryId())
          .containsExactlyInAnyOrderElementsOf(
              unitMatches(unit.type(), Code.of(unit.body()), oracle));
    }
  }

  private static List<UnitMatch> unitMatches(UnitType type, Code asked, Oracle oracle) {
    List<UnitMatch> matches = new ArrayList<>();
    oracle
        .live()
        .forEach(
            (key, asset) -> {
              Code code = asset.units().get(type);
              if (code != null) {
                Distance distance = distance(asked.toBytes(), code.toBytes());
                matches.add(new UnitMatch(IsccId.of(0, key), distance.hamming(), distance.bits()));
              }
            });
    return matches;
  }

  /** Differing bits of the common prefix. */
  private static Distance distance(byte[] a, byte[] b) {
    int bytes = Math.min(a.length, b.length);
    int hamming = 0;
    for (int i = 0; i < bytes; i++) {
      hamming += Integer.bitCount((a[i] ^ b[i]) & 0xFF);
    }
    return new Distance(hamming, bytes * Byte.SIZE);
  }

  /** Checks what the job lists. */
  static void checkListing(Run run, Oracle oracle) {
    List<QueryRecord> queries = List.of(listing(id("list"), 1, ALL), listing(id("list"), 2, ALL));
    Map<String, EnrichedRecord> answers = run.ask(queries);
    for (QueryRecord query : queries) {
      checkListing(answers.get(query.queryId()), query, oracle);
    }
  }

  /** Every asset is among the best of its own units, with its metadata, and of its simprints. */
  private static void checkAssets(Run run, Oracle oracle) {
    List<QueryRecord> queries = new ArrayList<>();
    List<Asset> asked = new ArrayList<>();
    for (Asset asset : oracle.live().values()) {
      queries.add(
          QueryRecord.builder(id("units")).units(units(asset)).exact(true).limit(TIES).build());
      asked.add(asset);
    }
    List<Asset> chunked =
        oracle.live().values().stream().filter(asset -> !asset.simprints().isEmpty()).toList();
    for (Asset asset : chunked) {
      QueryRecord.Builder query = QueryRecord.builder(id("chunks")).exact(true).limit(ALL);
      asset
          .simprints()
          .forEach((type, chunks) -> query.simprints(type, List.of(chunks.get(0).code())));
      queries.add(query.build());
      asked.add(asset);
    }
    Map<String, EnrichedRecord> answers = run.ask(queries);
    for (int i = 0; i < queries.size(); i++) {
      EnrichedRecord answer = answers.get(queries.get(i).queryId());
      assertThat(answer.status()).as(answer.queryId()).isEqualTo(Status.OK);
      if (queries.get(i).simprints().isEmpty()) {
        checkOwnMatch(answer, asked.get(i));
      } else {
        checkChunk(answer, asked.get(i));
      }
    }
  }

  private static void checkOwnMatch(EnrichedRecord answer, Asset asset) {
    assertThat(answer.globalMatches())
        .as("matches of %s", asset)
        .filteredOn(match -> match.id().body() == asset.key())
        .singleElement()
        .satisfies(
            match -> {
              assertThat(match.types().keySet()).isEqualTo(asset.units().keySet());
              assertThat(match.types().values())
                  .allSatisfy(score -> assertThat(score.hamming()).isZero());
              assertThat(match.metadataJson()).isEqualTo(asset.metadata());
            });
  }

  private static void checkChunk(EnrichedRecord answer, Asset asset) {
    Chunk chunk = asset.simprints().values().iterator().next().get(0);
    assertThat(answer.chunkMatches())
        .as("chunks of %s", asset)
        .filteredOn(match -> match.id().body() == asset.key())
        .singleElement()
        .satisfies(
            match ->
                assertThat(match.types().values())
                    .flatMap(type -> type.chunks())
                    .map(MatchedChunk::match)
                    .contains(chunk.code()));
  }

  private static void checkById(Run run, Oracle oracle) {
    List<QueryRecord> queries = new ArrayList<>();
    List<Long> keys = List.copyOf(oracle.seen());
    for (long key : keys) {
      queries.add(QueryRecord.builder(id("id")).isccId(IsccId.of(0, key)).limit(1).build());
    }
    Map<String, EnrichedRecord> answers = run.ask(queries);
    for (int i = 0; i < keys.size(); i++) {
      checkById(answers.get(queries.get(i).queryId()), oracle.live().get(keys.get(i)));
    }
  }

  /** Checks the answer to a query by ISCC-ID, whose asset is null if it is not live. */
  static void checkById(EnrichedRecord answer, Asset asset) {
    assertThat(answer.status())
        .as("%s by ISCC-ID of %s", answer.queryId(), asset)
        .isEqualTo(asset == null ? Status.NOT_FOUND : Status.OK);
    if (asset != null) {
      Set<String> texts = new TreeSet<>();
      units(asset).forEach(unit -> texts.add(unit.canonical()));
      assertThat(new TreeSet<>(answer.units())).isEqualTo(texts);
    }
  }

  private static List<IsccUnit> units(Asset asset) {
    List<IsccUnit> units = new ArrayList<>();
    asset.units().forEach((type, code) -> units.add(IsccUnit.of(type, code.toBytes())));
    return units;
  }

  private static String id(String kind) {
    return kind + "-" + NEXT.incrementAndGet();
  }
}
