package io.flinkiscc.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random filters on random rows against an evaluation of the JSON form over the plain maps. */
class MetadataFilterRandomTest {

  private static final MetadataSchema SCHEMA =
      MetadataSchema.builder()
          .field("text", FieldType.STRING)
          .field("whole", FieldType.LONG)
          .field("number", FieldType.DOUBLE)
          .field("flag", FieldType.BOOLEAN)
          .field("tags", FieldType.STRING_LIST)
          .build();
  private static final List<String> WORDS =
      List.of("", "a", "b", "ab", "\u00e4", "\ud83d\ude00", "B");
  private static final List<String> FIELDS = List.copyOf(SCHEMA.fields().keySet());

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);

  private Object scalar(String field) {
    return switch (SCHEMA.fields().get(field)) {
      case STRING, STRING_LIST -> WORDS.get(random.nextInt(WORDS.size()));
      case LONG -> (long) random.nextInt(5) - 2;
      case DOUBLE -> random.nextInt(5) / 2.0 - 1;
      case BOOLEAN -> random.nextBoolean();
    };
  }

  private Map<String, Object> randomRow() {
    Map<String, Object> row = new HashMap<>();
    for (String field : FIELDS) {
      if (random.nextInt(4) > 0) {
        row.put(field, field.equals("tags") ? scalars("tags") : scalar(field));
      }
    }
    return row;
  }

  private List<Object> scalars(String field) {
    List<Object> values = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      values.add(scalar(field));
    }
    return values;
  }

  private Map<String, Object> randomFilter(int depth) {
    int kind = random.nextInt(depth == 0 ? 4 : 7);
    if (kind >= 4) {
      if (kind == 6) {
        return Map.of("not", randomFilter(depth - 1));
      }
      List<Object> filters = new ArrayList<>();
      for (int i = random.nextInt(4); i > 0; i--) {
        filters.add(randomFilter(depth - 1));
      }
      return Map.of(kind == 4 ? "and" : "or", filters);
    }
    Map<String, Object> filter = new LinkedHashMap<>();
    String field = FIELDS.get(random.nextInt(FIELDS.size()));
    filter.put("field", field);
    switch (kind) {
      case 0 -> filter.put("eq", scalar(field));
      case 1 -> filter.put("in", scalars(field));
      case 2 -> filter.put("exists", random.nextBoolean());
      default -> {
        if (field.equals("flag")) {
          filter.put("eq", scalar(field));
        } else {
          Map<String, Object> ends = new LinkedHashMap<>();
          int sides = 1 + random.nextInt(3);
          if ((sides & 1) != 0) {
            ends.put(random.nextBoolean() ? "gt" : "gte", scalar(field));
          }
          if ((sides & 2) != 0) {
            ends.put(random.nextBoolean() ? "lt" : "lte", scalar(field));
          }
          filter.put("range", ends);
        }
      }
    }
    return filter;
  }

  private static boolean holds(Map<?, ?> filter, Map<String, Object> row) {
    if (filter.containsKey("and")) {
      return ((List<?>) filter.get("and")).stream().allMatch(f -> holds((Map<?, ?>) f, row));
    }
    if (filter.containsKey("or")) {
      return ((List<?>) filter.get("or")).stream().anyMatch(f -> holds((Map<?, ?>) f, row));
    }
    if (filter.containsKey("not")) {
      return !holds((Map<?, ?>) filter.get("not"), row);
    }
    Object value = row.get(filter.get("field"));
    if (filter.containsKey("exists")) {
      return filter.get("exists").equals(value != null);
    }
    List<?> values = value == null ? List.of() : value instanceof List<?> l ? l : List.of(value);
    return values.stream().anyMatch(v -> holdsFor(filter, v));
  }

  @SuppressWarnings("unchecked")
  private static boolean holdsFor(Map<?, ?> filter, Object value) {
    if (filter.containsKey("eq")) {
      return filter.get("eq").equals(value);
    }
    if (filter.containsKey("in")) {
      return ((List<?>) filter.get("in")).contains(value);
    }
    boolean within = true;
    for (Map.Entry<?, ?> end : ((Map<?, ?>) filter.get("range")).entrySet()) {
      int order = ((Comparable<Object>) value).compareTo(end.getValue());
      within &=
          switch ((String) end.getKey()) {
            case "gt" -> order > 0;
            case "gte" -> order >= 0;
            case "lt" -> order < 0;
            default -> order <= 0;
          };
    }
    return within;
  }

  @Test
  void matchesWhatAPlainEvaluationMatches() {
    int matched = 0;
    List<Map<String, Object>> rows = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      rows.add(randomRow());
    }
    for (int f = 0; f < 500; f++) {
      Map<String, Object> tree = randomFilter(random.nextInt(5));
      MetadataFilter filter = MetadataFilter.parse(tree);
      MetadataFilter bound = filter.bind(SCHEMA);
      assertThat(MetadataFilter.parse(filter.toMap())).as("seed %d", seed).isEqualTo(filter);
      assertThat(bound).as("seed %d", seed).isEqualTo(filter).hasSameHashCodeAs(filter);
      for (Map<String, Object> values : rows) {
        MetadataRow row = MetadataRow.fromMap(SCHEMA, values);
        boolean expected = holds(tree, values);
        assertThat(bound.matches(row))
            .as("seed %d: %s on %s", seed, tree, values)
            .isEqualTo(expected);
        assertThat(filter.matches(row)).as("seed %d, unbound", seed).isEqualTo(expected);
        matched += expected ? 1 : 0;
      }
    }
    assertThat(matched).as("seed %d", seed).isBetween(10_000, 90_000);
  }

  @Test
  void rowsComeBackFromTheirBytes() throws Exception {
    for (int i = 0; i < 1000; i++) {
      Map<String, Object> values = randomRow();
      MetadataRow row = MetadataRow.fromMap(SCHEMA, values);
      MetadataRow read = MetadataRow.fromBytes(SCHEMA, ByteBuffer.wrap(row.toBytes()));
      assertThat(read).as("seed %d", seed).isEqualTo(row).hasSameHashCodeAs(row);
      assertThat(read.toMap()).as("seed %d", seed).isEqualTo(values);
      assertThat(read.toBytes()).as("seed %d", seed).isEqualTo(row.toBytes());
    }
  }

  @Test
  void damagedBytesAreRefusedOrAreAnotherRow() {
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = MetadataRow.fromMap(SCHEMA, randomRow()).toBytes();
      for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      }
      int length = random.nextInt(4) == 0 ? random.nextInt(bytes.length + 1) : bytes.length;
      byte[] damaged = java.util.Arrays.copyOf(bytes, length);
      try {
        MetadataRow row = MetadataRow.fromBytes(SCHEMA, ByteBuffer.wrap(damaged));
        assertThat(row.toBytes()).as("seed %d", seed).isEqualTo(damaged);
      } catch (CorruptRowException e) {
        refused++;
      }
    }
    assertThat(refused).as("seed %d", seed).isGreaterThan(1000);
  }
}
