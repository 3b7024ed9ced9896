package io.flinkiscc.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinkiscc.serve.QueryServiceOptions;
import io.flinkiscc.serve.RegistryOptions;
import io.flinkiscc.serve.ServiceTls;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServiceOptionsTest {

  private static JobConfig config(String... settings) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "kafka.bootstrap-servers=a:1", "index.realm=0", "transactional-id-prefix=prefix"));
    all.addAll(List.of(settings));
    return JobConfig.load(null, all);
  }

  @Test
  void thereIsNoServiceUnlessItIsWanted() {
    assertThat(ServiceOptions.of(config())).isEmpty();
    assertThat(ServiceOptions.of(config("service.enabled=true"))).isPresent();
  }

  @Test
  void theDefaultsAreThoseOfTheService() {
    QueryServiceOptions configured =
        ServiceOptions.of(config("service.enabled=true")).orElseThrow();
    assertThat(configured)
        .usingRecursiveComparison()
        .isEqualTo(QueryServiceOptions.builder().build());
  }

  @Test
  void whatIsSetHolds() {
    QueryServiceOptions options =
        ServiceOptions.of(
                config(
                    "service.enabled=true",
                    "index.uid=books",
                    "service.port=9300-9399",
                    "service.registry=dir:/r",
                    "service.tls.certificate=c",
                    "service.tls.key=k",
                    "service.network-memory=1 gb"))
            .orElseThrow();
    assertThat(options.index()).isEqualTo("books");
    assertThat(options.firstPort()).isEqualTo(9300);
    assertThat(options.lastPort()).isEqualTo(9399);
    assertThat(options.registry()).contains(RegistryOptions.of("dir:/r"));
    assertThat(options.tls()).contains(new ServiceTls("c", "k", null));
    assertThat(options.networkMemoryBytes()).isEqualTo(1L << 30);
  }

  @ParameterizedTest
  @CsvSource({
    "service.port=9399-9300, service.port is",
    "service.port=65536, service.port is",
    "service.port=0-3, service.port is",
    "service.port=-1, service.port is",
    "service.registry=somewhere, service.registry is",
    "service.tls.key=k, service.tls.certificate and service.tls.key go together",
    "service.tls.client-ca=c, service.tls.client-ca needs them",
    "service.network-memory=1 mb, networkMemoryBytes is 1048576",
    "service.longest-call=2 h, longestCall is PT2H",
  })
  void whatCannotBeIsToldBeforeTheJobStarts(String setting, String message) {
    assertThatThrownBy(() -> config(setting))
        .isInstanceOf(JobConfigException.class)
        .hasMessageContaining(message);
  }
}
