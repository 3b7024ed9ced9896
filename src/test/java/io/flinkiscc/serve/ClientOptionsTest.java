package io.flinkiscc.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ClientOptionsTest {

  private static final Duration MS = Duration.ofMillis(1);

  private static ClientOptions.Builder builder() {
    return ClientOptions.builder(RegistryOptions.of("dir:/a"));
  }

  static Stream<Arguments> faults() {
    return Stream.of(
        fault("index", b -> b.index(" ")),
        fault("timeout", b -> b.timeout(Duration.ZERO)),
        fault("timeout", b -> b.timeout(Duration.ofHours(1))),
        fault("refresh", b -> b.refresh(Duration.ZERO)),
        fault("maxInFlight", b -> b.maxInFlight(0)),
        fault("maxMessageBytes", b -> b.maxMessageBytes(10)),
        fault("backoff first", b -> b.backoff(Duration.ZERO, MS)),
        fault("backoff first", b -> b.backoff(MS.multipliedBy(2), MS)),
        fault("backoff longest", b -> b.backoff(MS, Duration.ofHours(1))),
        fault("hedge", b -> b.hedge(1)),
        fault("hedge", b -> b.hedge(.4)),
        fault("hedge", b -> b.hedge(Double.NaN)),
        fault("linger", b -> b.linger(Duration.ofSeconds(1))),
        fault("linger", b -> b.linger(MS.negated())),
        fault("token", b -> b.token("a b")));
  }

  private static Arguments fault(String option, UnaryOperator<ClientOptions.Builder> wrong) {
    return Arguments.of(option, wrong);
  }

  @ParameterizedTest
  @MethodSource("faults")
  void theOptionAtFaultIsNamed(String option, UnaryOperator<ClientOptions.Builder> wrong) {
    assertThatThrownBy(() -> wrong.apply(builder()).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(option + " is ");
  }

  @Test
  void secretsAreNotToldOf() {
    assertThatThrownBy(() -> builder().token("sec ret").build()).hasMessageNotContaining("sec ret");
  }

  @Test
  void factoriesOfEqualOptionsAreEqual() {
    assertThat(SearcherFactory.of(builder().token("t").build()))
        .isEqualTo(SearcherFactory.of(builder().token("t").build()))
        .isNotEqualTo(SearcherFactory.of(builder().token("u").build()));
    assertThat(SearcherFactory.snapshot("/a", MS)).isEqualTo(SearcherFactory.snapshot("/a", MS));
  }

  @Test
  void aCertificateNeedsItsKey() {
    assertThatThrownBy(() -> new ClientTls(null, "a.pem", null, null))
        .hasMessageContaining("give both or none");
  }
}
