package io.flinkiscc.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MetadataFilterTest {

  private static final MetadataSchema SCHEMA =
      MetadataSchema.builder()
          .field("year", FieldType.LONG)
          .field("lang", FieldType.STRING)
          .field("rating", FieldType.DOUBLE)
          .field("draft", FieldType.BOOLEAN)
          .field("tags", FieldType.STRING_LIST)
          .build();

  private static MetadataRow row(Map<String, ?> values) {
    return MetadataRow.fromMap(SCHEMA, values);
  }

  @Test
  void theDocumentedFormIsUnderstood() {
    MetadataFilter filter =
        MetadataFilter.parse(
            Map.of(
                "and",
                List.of(
                    Map.of("field", "year", "range", Map.of("gte", 2020, "lt", 2024)),
                    Map.of("field", "lang", "in", List.of("en", "de")),
                    Map.of("not", Map.of("field", "draft", "exists", true)))));
    assertThat(filter)
        .isEqualTo(
            MetadataFilter.and(
                MetadataFilter.range("year", 2020, true, 2024, false),
                MetadataFilter.in("lang", List.of("en", "de")),
                MetadataFilter.not(MetadataFilter.exists("draft"))));
    assertThat(filter.matches(row(Map.of("year", 2020, "lang", "de")))).isTrue();
    assertThat(filter.matches(row(Map.of("year", 2024, "lang", "de")))).isFalse();
    assertThat(filter.matches(row(Map.of("year", 2023, "lang", "de", "draft", false)))).isFalse();
    assertThat(filter.matches(row(Map.of("lang", "de")))).isFalse();
  }

  @Test
  void aListIsComparedByItsTexts() {
    MetadataRow row = row(Map.of("tags", List.of("red", "blue")));
    assertThat(MetadataFilter.eq("tags", "blue").matches(row)).isTrue();
    assertThat(MetadataFilter.eq("tags", "green").matches(row)).isFalse();
    assertThat(MetadataFilter.range("tags", "bz", true, "rf", true).matches(row)).isTrue();
    assertThat(MetadataFilter.range("tags", "c", true, "d", true).matches(row)).isFalse();
    assertThat(MetadataFilter.exists("tags").matches(row(Map.of("tags", List.of())))).isTrue();
  }

  @Test
  void integersAreTakenForDoublesIfTheyFit() {
    MetadataRow row = row(Map.of("rating", 3));
    assertThat(row.get("rating")).isEqualTo(3.0);
    assertThat(MetadataFilter.eq("rating", BigInteger.valueOf(3)).bind(SCHEMA).matches(row))
        .isTrue();
    assertThat(MetadataFilter.range("rating", 3, false, null, false).matches(row)).isFalse();
    assertThat(MetadataFilter.eq("rating", -0.0f).matches(row(Map.of("rating", 0.0)))).isTrue();
    assertThatThrownBy(() -> MetadataFilter.eq("rating", Long.MAX_VALUE).bind(SCHEMA))
        .hasMessageContainingAll("\"rating\" is a DOUBLE", "9223372036854775807", "exactly");
  }

  @Test
  void theFieldTheGivenAndTheAllowedAreNamed() {
    assertThatThrownBy(() -> MetadataFilter.eq("yaer", 1).bind(SCHEMA))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The metadata field \"yaer\" is not declared; declared are [year, lang, rating, draft, tags]");
    assertThatThrownBy(() -> MetadataFilter.in("year", List.of(1, "x")).bind(SCHEMA))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The metadata field \"year\" is a LONG and is compared to the text \"x\"; allowed is an"
                + " integer of 64 bits");
    assertThatThrownBy(() -> MetadataFilter.eq("year", 2020.0).bind(SCHEMA))
        .hasMessageContaining("the Double 2020.0");
    assertThatThrownBy(() -> MetadataFilter.range("draft", false, true, true, true).bind(SCHEMA))
        .hasMessageContaining("\"draft\" is a BOOLEAN, which has no ranges");
    assertThatThrownBy(() -> MetadataFilter.eq("lang", List.of("en")))
        .hasMessageContaining("\"lang\" is compared to a list of 1");
    assertThatThrownBy(() -> MetadataFilter.eq("rating", Double.NaN))
        .hasMessageContaining("\"rating\" is compared to the Double NaN");
    assertThatThrownBy(() -> MetadataFilter.range("year", null, true, null, true))
        .hasMessageContaining("\"year\" has no end");
  }

  @Test
  void aFilterBoundToAnotherSchemaIsRefused() {
    MetadataSchema other = MetadataSchema.builder().field("lang", FieldType.STRING).build();
    MetadataFilter bound = MetadataFilter.eq("lang", "en").bind(other);
    assertThatThrownBy(() -> bound.matches(row(Map.of("lang", "en"))))
        .hasMessageContaining("bound to the schema {lang=string}");
    assertThat(bound.bind(SCHEMA).matches(row(Map.of("lang", "en")))).isTrue();
  }

  private static void refused(Object tree, String... parts) {
    assertThatThrownBy(() -> MetadataFilter.parse(Map.of("not", tree)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(parts);
  }

  @Test
  void wrongTreesAreRefusedWithTheirPlace() {
    refused("x", "\"filter.not\" is the text \"x\"", "give {\"and\"");
    refused(Map.of(), "\"filter.not\" has the names []");
    refused(Map.of("xor", List.of()), "the text \"xor\"");
    refused(Map.of("and", Map.of()), "\"filter.not.and\" is", "give a list of filters");
    refused(Map.of("or", List.of(Map.of("or", List.of()), 1)), "\"filter.not.or[1]\" is");
    refused(Map.of("field", 3, "eq", 3), "\"filter.not.field\" is the Integer 3");
    refused(Map.of("field", "f"), "\"filter.not\" has the names [field]");
    refused(Map.of("field", "f", "like", "x"), "the text \"like\"");
    refused(Map.of("field", "f", "in", "x"), "\"filter.not.in\"", "give a list of values");
    refused(Map.of("field", "f", "exists", "yes"), "\"filter.not.exists\"", "give true or false");
    refused(Map.of("field", "f", "range", 5), "\"filter.not.range\"");
    refused(Map.of("field", "f", "range", Map.of("ge", 5)), "[ge]", "gt, gte, lt and lte");
    refused(Map.of("field", "f", "range", Map.of("gt", 5, "gte", 5)), "both gt and gte");
    refused(
        Map.of("field", "f", "range", Collections.singletonMap("gt", null)),
        "\"filter.not.range.gt\" is null");
  }

  @Test
  void deepAndLargeFiltersAreRefused() {
    Map<String, Object> tree = Map.of("field", "draft", "eq", true);
    for (int i = 1; i < MetadataFilter.MAX_DEPTH; i++) {
      tree = Map.of("not", tree);
    }
    MetadataFilter deepest = MetadataFilter.parse(tree);
    assertThat(deepest.matches(row(Map.of("draft", true)))).isFalse();
    assertThatThrownBy(() -> MetadataFilter.not(deepest)).hasMessageContaining("deeper than 32");
    refused(tree, "deeper than 32");
    List<Object> many = Collections.nCopies(MetadataFilter.MAX_SIZE, 1);
    assertThatThrownBy(() -> MetadataFilter.in("year", many))
        .hasMessageContaining("10001 conditions and values, allowed are 10000");
    List<Object> cycle = new ArrayList<>();
    cycle.add(Map.of("and", cycle));
    refused(Map.of("and", cycle), "deeper than 32");
  }
}
