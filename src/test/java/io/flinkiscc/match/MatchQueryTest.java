package io.flinkiscc.match;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.flinkiscc.iscc.UnitType;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MatchQueryTest {

  private static final UnitType TEXT = UnitType.CONTENT_TEXT_V0;

  @Test
  void defaultsAreTenMatchesWithMetadata() {
    MatchQuery query = MatchQuery.builder().build();
    assertThat(query.limit()).isEqualTo(10);
    assertThat(query.includeMetadata()).isTrue();
    assertThat(query.includeUnitMatches()).isFalse();
    assertThat(query.threshold()).isEmpty();
    assertThat(query.excludedKey()).isEmpty();
    assertThat(query.units()).isEmpty();
    assertThat(query.simprints()).isEmpty();
  }

  @Test
  void theLastUnitOfATypeCountsAndSimprintsKeepTheirOrder() {
    MatchQuery.Builder builder =
        MatchQuery.builder()
            .unit(TEXT, Codes.flipped(64, 1))
            .unit(TEXT, Codes.flipped(64, 2))
            .simprint(TEXT, Codes.flipped(64, 3))
            .simprint(TEXT, Codes.flipped(64, 1));
    MatchQuery query = builder.build();
    builder.unit(UnitType.DATA_NONE_V0, Codes.flipped(64, 0)).simprint(TEXT, Codes.flipped(64, 0));
    assertThat(query.units()).isEqualTo(Map.of(TEXT, Codes.flipped(64, 2)));
    assertThat(query.simprints())
        .isEqualTo(Map.of(TEXT, List.of(Codes.flipped(64, 3), Codes.flipped(64, 1))));
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 1001})
  void wrongLimitIsNamed(int limit) {
    MatchQuery.Builder builder = MatchQuery.builder().limit(limit);
    assertThatIllegalArgumentException()
        .isThrownBy(builder::build)
        .withMessage("limit is " + limit + ", allowed are 1..1000");
  }

  @ParameterizedTest
  @ValueSource(doubles = {-.1, 1.1, Double.NaN, Double.NEGATIVE_INFINITY})
  void wrongThresholdIsNamed(double threshold) {
    MatchQuery.Builder builder = MatchQuery.builder().threshold(OptionalDouble.of(threshold));
    assertThatIllegalArgumentException()
        .isThrownBy(builder::build)
        .withMessageContaining("threshold is " + threshold);
  }

  @Test
  void everyOptionTellsQueriesApart() {
    MatchQuery plain = MatchQuery.builder().build();
    assertThat(plain)
        .isEqualTo(MatchQuery.builder().limit(10).build())
        .hasSameHashCodeAs(MatchQuery.builder().limit(10).build())
        .isNotEqualTo(MatchQuery.builder().limit(9).build())
        .isNotEqualTo(MatchQuery.builder().threshold(OptionalDouble.of(.5)).build())
        .isNotEqualTo(MatchQuery.builder().excludedKey(OptionalLong.of(5)).build())
        .isNotEqualTo(MatchQuery.builder().includeMetadata(false).build())
        .isNotEqualTo(MatchQuery.builder().includeUnitMatches(true).build())
        .isNotEqualTo(MatchQuery.builder().unit(TEXT, Codes.flipped(64, 1)).build())
        .isNotEqualTo(MatchQuery.builder().simprint(TEXT, Codes.flipped(64, 1)).build());
  }
}
