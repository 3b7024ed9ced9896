package io.flinkiscc.serve;

import io.flinkiscc.index.Asset;
import io.flinkiscc.index.Chunk;
import io.flinkiscc.index.UnitHit;
import io.flinkiscc.iscc.IsccId;
import io.flinkiscc.iscc.IsccUnit;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.kafka.QueryRecord;
import io.flinkiscc.match.AssetMatch;
import io.flinkiscc.match.ChunkEvidence;
import io.flinkiscc.match.ChunkTypePart;
import io.flinkiscc.match.MatchPart;
import io.flinkiscc.match.MatchQuery;
import io.flinkiscc.match.Relation;
import io.flinkiscc.metadata.MetadataFilter;
import io.flinkiscc.nphd.Code;
import io.flinkiscc.nphd.Distance;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.Supplier;

/** Makes queries, answers that fit them, and assets, of every shape there is. */
final class RandomParts {

  private final Random random;

  RandomParts(Random random) {
    this.random = random;
  }

  QueryRecord record() {
    QueryRecord.Builder query =
        QueryRecord.builder("q")
            .limit(1 + random.nextInt(1000))
            .includeMetadata(random.nextBoolean())
            .includeUnitMatches(random.nextBoolean())
            .exact(random.nextBoolean());
    if (random.nextBoolean()) {
      query.threshold(score());
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      query.unitTypes(List.of(type()));
    }
    if (random.nextBoolean()) {
      query.filter(filter());
    }
    for (int i = random.nextInt(5); i > 0; i--) {
      query.units(List.of(unit()));
    }
    byType(this::simprints).forEach(query::simprints);
    if (random.nextBoolean()) {
      query.units(List.of(unit()));
    } else {
      query.isccId(IsccId.of(random.nextInt(2), random.nextLong()));
    }
    return query.build();
  }

  MatchQuery query() {
    MatchQuery.Builder query =
        MatchQuery.builder()
            .limit(1 + random.nextInt(20))
            .includeMetadata(random.nextBoolean())
            .includeUnitMatches(random.nextBoolean())
            .exact(random.nextBoolean());
    if (random.nextBoolean()) {
      query.threshold(OptionalDouble.of(score()));
    }
    if (random.nextBoolean()) {
      query.excludedKey(OptionalLong.of(random.nextLong()));
    }
    if (random.nextBoolean()) {
      query.filter(Optional.of(filter()));
    }
    IsccUnit sure = unit();
    query.unit(sure.type(), Code.of(sure.body()));
    byType(this::unit).forEach((type, u) -> query.unit(u.type(), Code.of(u.body())));
    byType(this::simprints).forEach((type, l) -> l.forEach(code -> query.simprint(type, code)));
    return query.build();
  }

  MatchPart part(MatchQuery asked) {
    List<AssetMatch> matches = new ArrayList<>();
    for (int i = random.nextInt(asked.limit() + 1); i > 0; i--) {
      Map<UnitType, Distance> distances = byType(this::distance);
      distances.put(type(), distance());
      matches.add(
          new AssetMatch(
              random.nextLong(),
              score(),
              Relation.values()[random.nextInt(Relation.values().length)],
              distances,
              bytes(random.nextInt(50))));
    }
    Map<UnitType, List<UnitHit>> unitMatches =
        byType(
            () -> {
              List<UnitHit> hits = new ArrayList<>();
              for (int i = random.nextInt(asked.limit() + 1); i > 0; i--) {
                Distance d = distance();
                hits.add(new UnitHit(random.nextLong(), d.hamming(), d.bits()));
              }
              return hits;
            });
    Map<UnitType, ChunkTypePart> chunks = new EnumMap<>(UnitType.class);
    asked.simprints().forEach((type, codes) -> chunks.put(type, chunks(codes.size())));
    Map<Long, byte[]> metadata = new HashMap<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      metadata.put(random.nextLong(), bytes(random.nextInt(100)));
    }
    return new MatchPart(matches, unitMatches, chunks, metadata, random.nextBoolean());
  }

  private ChunkTypePart chunks(int queried) {
    int[] frequencies = new int[queried];
    for (int i = 0; i < queried; i++) {
      frequencies[i] = random.nextInt() >>> 1;
    }
    Map<Long, List<ChunkEvidence>> evidence = new HashMap<>();
    for (int assets = random.nextInt(4); assets > 0; assets--) {
      List<ChunkEvidence> hits = new ArrayList<>();
      for (int q = random.nextInt(queried); q < queried; q += 1 + random.nextInt(3)) {
        Distance d = distance();
        hits.add(new ChunkEvidence(q, chunk(), d.hamming(), d.bits()));
      }
      evidence.put(random.nextLong(), hits);
    }
    return new ChunkTypePart(random.nextLong() >>> 1, frequencies, evidence, random.nextBoolean());
  }

  Asset asset() {
    Asset.Builder asset = Asset.builder(random.nextLong()).metadata(bytes(random.nextInt(60)));
    byType(() -> Code.of(bytes(4 + 4 * random.nextInt(8)))).forEach(asset::unit);
    byType(this::chunk).forEach(asset::chunk);
    byType(this::chunk).forEach(asset::chunk);
    return asset.build();
  }

  private Chunk chunk() {
    return new Chunk(simprint(), position(), position());
  }

  private long position() {
    return random.nextInt(4) == 0 ? Chunk.MAX_POSITION : random.nextInt() & Chunk.MAX_POSITION;
  }

  private Distance distance() {
    int bits = 8 + 8 * random.nextInt(32);
    return new Distance(random.nextInt(bits + 1), bits);
  }

  private MetadataFilter filter() {
    return random.nextBoolean()
        ? MetadataFilter.eq("näme", "ä" + random.nextInt())
        : MetadataFilter.not(MetadataFilter.exists("a.b"));
  }

  private double score() {
    return switch (random.nextInt(5)) {
      case 0 -> 0.0;
      case 1 -> 1.0;
      case 2 -> Double.MIN_VALUE;
      default -> random.nextDouble();
    };
  }

  private UnitType type() {
    return UnitType.values()[random.nextInt(UnitType.values().length)];
  }

  private IsccUnit unit() {
    return IsccUnit.of(type(), bytes(4 + 4 * random.nextInt(8)));
  }

  private List<Code> simprints() {
    List<Code> codes = new ArrayList<>();
    for (int i = 1 + random.nextInt(5); i > 0; i--) {
      codes.add(simprint());
    }
    return codes;
  }

  private Code simprint() {
    return Code.of(bytes(8 + random.nextInt(25)));
  }

  byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private <T> Map<UnitType, T> byType(Supplier<T> value) {
    Map<UnitType, T> map = new EnumMap<>(UnitType.class);
    for (int i = random.nextInt(4); i > 0; i--) {
      map.put(type(), value.get());
    }
    return map;
  }
}
