package io.flinkiscc.kafka;

import io.flinkiscc.iscc.IsccId;
import io.flinkiscc.iscc.IsccUnit;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.metadata.MetadataFilter;
import io.flinkiscc.nphd.Code;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;

/** Makes records of every shape that the builders allow. */
final class RandomRecords {

  private static final String[] TEXTS = {
    "",
    "a",
    "\"quoted\" \\ and {braces}",
    "ä€\uD83D\uDE00",
    "line\nbreak\u0000\u2028",
    "x".repeat(300)
  };
  private static final String[] JSON = {
    "{}", "{\"name\":\"ä \\\" \\ud83d\",\"n\":[1.50,1E400,null,true]}", "{\"a\":{\"b\":[{}]}}"
  };
  private static final String[] RELATIONS = {
    null, "exact", "near-duplicate", "similar", "corroborated", "title-match", "weak", "incoherent"
  };

  private final Random random;

  RandomRecords(Random random) {
    this.random = random;
  }

  private <T> T maybe(Supplier<T> value) {
    return random.nextBoolean() ? value.get() : null;
  }

  private <T> T of(T[] values) {
    return values[random.nextInt(values.length)];
  }

  private <T> List<T> list(int max, Supplier<T> element) {
    List<T> list = new ArrayList<>();
    for (int i = random.nextInt(max + 1); i > 0; i--) {
      list.add(element.get());
    }
    return list;
  }

  private <T> Map<UnitType, T> byType(int min, Supplier<T> value) {
    Map<UnitType, T> map = new EnumMap<>(UnitType.class);
    for (int i = min + random.nextInt(4); i > 0; i--) {
      map.put(of(UnitType.values()), value.get());
    }
    return map;
  }

  byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private String id() {
    String text = of(TEXTS);
    return text.isEmpty() ? "q" + random.nextInt() : text;
  }

  private String text() {
    return of(TEXTS);
  }

  private String json() {
    return of(JSON);
  }

  private byte[] metadata() {
    return random.nextBoolean() ? new byte[0] : json().getBytes(StandardCharsets.UTF_8);
  }

  IsccId isccId() {
    return IsccId.of(random.nextInt(2), random.nextLong());
  }

  private IsccUnit unit() {
    return IsccUnit.of(of(UnitType.values()), bytes(4 + 4 * random.nextInt(8)));
  }

  private Code simprint() {
    return Code.of(bytes(8 + random.nextInt(25)));
  }

  private double score() {
    return switch (random.nextInt(5)) {
      case 0 -> 0.0;
      case 1 -> 1.0;
      case 2 -> Double.MIN_VALUE;
      default -> random.nextDouble();
    };
  }

  RawRecord raw() {
    return new RawRecord(
        "topic" + random.nextInt(9),
        random.nextInt(100),
        random.nextLong() >>> 1,
        random.nextInt(4) == 0 ? RawRecord.NO_TIMESTAMP : random.nextLong() >>> 1,
        maybe(() -> bytes(random.nextInt(40))),
        maybe(() -> bytes(random.nextInt(400))));
  }

  DeadLetter deadLetter() {
    return new DeadLetter(raw(), of(ReasonCode.values()), text());
  }

  QueryRecord query() {
    QueryRecord.Builder query =
        QueryRecord.builder(id())
            .units(list(4, this::unit))
            .limit(1 + random.nextInt(1000))
            .unitTypes(list(3, () -> of(UnitType.values())))
            .includeMetadata(random.nextBoolean())
            .includeUnitMatches(random.nextBoolean())
            .exact(random.nextBoolean())
            .queryJson(maybe(this::json))
            .payloadJson(maybe(this::json));
    byType(0, () -> List.of(simprint(), simprint())).forEach(query::simprints);
    if (random.nextBoolean()) {
      query.threshold(score());
    }
    if (random.nextInt(3) == 0) {
      query.filter(MetadataFilter.not(MetadataFilter.in(text(), List.of(text(), score(), 7))));
    }
    if (random.nextBoolean()) {
      query.timeoutMs(1 + random.nextInt(600_000));
    }
    if (random.nextBoolean()) {
      query.units(List.of(unit()));
    } else {
      query.isccId(isccId());
    }
    return query.build();
  }

  private UnitScore unitScore() {
    int bits = 32 + 32 * random.nextInt(8);
    return new UnitScore(score(), random.nextInt(bits + 1), bits);
  }

  private UnitMatch unitMatch() {
    int bits = 32 + 32 * random.nextInt(8);
    return new UnitMatch(isccId(), random.nextInt(bits + 1), bits);
  }

  private GlobalMatch globalMatch() {
    return new GlobalMatch(
        isccId(), score(), byType(1, this::unitScore), of(RELATIONS), metadata());
  }

  private MatchedChunk matchedChunk() {
    return new MatchedChunk(
        simprint(),
        simprint(),
        score(),
        1 + random.nextInt(1000),
        random.nextLong() & 0xFFFF_FFFFL,
        random.nextLong() & 0xFFFF_FFFFL);
  }

  private ChunkTypeMatch chunkTypeMatch() {
    int queried = 1 + random.nextInt(9);
    return new ChunkTypeMatch(
        score(), random.nextInt(queried + 1), queried, list(3, this::matchedChunk));
  }

  private ChunkMatch chunkMatch() {
    return new ChunkMatch(isccId(), score(), byType(0, this::chunkTypeMatch), metadata());
  }

  private KeyGroupSpan span() {
    int first = random.nextInt(100);
    return new KeyGroupSpan(first, first + random.nextInt(100));
  }

  EnrichedRecord answer() {
    Status status = of(Status.values());
    boolean partial = status == Status.PARTIAL || status == Status.TIMEOUT;
    EnrichedRecord.Builder answer =
        EnrichedRecord.builder(id(), status)
            .error(status == Status.INVALID ? text() : null)
            .queryJson(random.nextBoolean() ? query().queryJson() : "{}")
            .units(list(3, () -> unit().canonical()))
            .globalMatches(list(4, this::globalMatch))
            .chunkMatches(list(3, this::chunkMatch))
            .completeness(
                partial ? Completeness.PARTIAL : status == Status.OK ? Completeness.EXACT : null)
            .missingKeyGroups(list(3, this::span))
            .reason(partial ? text() : maybe(this::text))
            .tookMicros(random.nextLong() >>> 1)
            .payloadJson(maybe(this::json));
    byType(0, () -> list(3, this::unitMatch)).forEach(answer::unitMatches);
    if (random.nextBoolean()) {
      answer.indexTimeMicros(random.nextLong());
    }
    return answer.build();
  }
}
