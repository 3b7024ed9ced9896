package io.flinkiscc.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegistryOptionsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dir:/a",
        "file:/a/b",
        "file:///a/b",
        "s3://bucket/a",
        "hdfs://host:1/a",
        "kafka://a:1/topic",
        "kafka://a:1,b-c.d:2/topic",
        " dir:/a "
      })
  void placesAreUris(String uri) {
    assertThat(RegistryOptions.of(uri).uri()).isEqualTo(uri.strip());
    assertThat(RegistryOptions.of(uri)).isEqualTo(RegistryOptions.of(uri));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/a",
        "dir:a",
        "dir:",
        "kafka://a/topic",
        "kafka://a:1",
        "kafka://a:1/",
        "kafka:a:1/t",
        "kafka://a:1/t/u",
        "s3:bucket",
        "s3://",
        "s3://a b/c"
      })
  void otherPlacesAreRefused(String uri) {
    assertThatThrownBy(() -> RegistryOptions.of(uri)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theExpiryIsBounded() {
    assertThat(RegistryOptions.builder("dir:/a").expiry(Duration.ofSeconds(3)).build().heartbeat())
        .isEqualTo(Duration.ofSeconds(1));
    assertThatThrownBy(
            () -> RegistryOptions.builder("dir:/a").expiry(Duration.ofMillis(299)).build())
        .hasMessageContaining("expiry is PT0.299S");
    assertThatThrownBy(() -> RegistryOptions.builder("dir:/a").expiry(Duration.ofDays(1)).build())
        .hasMessageContaining("expiry");
  }

  @Test
  void secretsAreNotTold() {
    RegistryOptions options =
        RegistryOptions.builder("kafka://a:1/t")
            .kafkaProperties(Map.of("sasl.jaas.config", "password"))
            .build();
    assertThat(options.toString()).isEqualTo("kafka://a:1/t");
    assertThat(options).isNotEqualTo(RegistryOptions.of("kafka://a:1/t"));
  }

  @Test
  void directoriesAreOpened(@TempDir Path dir) throws Exception {
    Endpoint entry = Endpoints.entry(Endpoints.JOB, 0, 1, 0, 1);
    try (EndpointRegistry one = RegistryOptions.of("dir:" + dir).open();
        EndpointRegistry other = RegistryOptions.of(dir.toUri().toString()).open()) {
      one.publish(entry);
      assertThat(other.list()).containsExactly(entry);
    }
  }
}
