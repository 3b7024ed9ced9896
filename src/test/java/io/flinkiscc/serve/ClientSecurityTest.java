package io.flinkiscc.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinkiscc.iscc.IsccUnit;
import io.flinkiscc.kafka.EnrichedRecord;
import io.flinkiscc.kafka.QueryRecord;
import io.flinkiscc.kafka.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client and the real service, which trust each other or do not. */
class ClientSecurityTest {

  @TempDir static Path directory;
  @TempDir Path registry;
  private static TestCertificates certificates;

  @BeforeAll
  static void makeCertificates() throws Exception {
    certificates = new TestCertificates(directory);
    certificates.authority("ca");
    certificates.authority("stranger");
    certificates.signed("server", "ca");
    certificates.signed("client", "ca");
    certificates.signed("foreign", "stranger");
    Files.writeString(directory.resolve("token"), "s3cret-token\n");
  }

  private ServiceFixture service(UnaryOperator<QueryServiceOptionsBuilder> options)
      throws Exception {
    return new ServiceFixture(
        o -> options.apply(o.registry(RegistryOptions.of("dir:" + registry))));
  }

  private static ServiceTls server(String clientCa) {
    return new ServiceTls(
        certificates.pem("server"),
        certificates.key("server"),
        clientCa == null ? null : certificates.pem(clientCa));
  }

  private static ClientTls client(String trusted, String own) {
    return new ClientTls(
        certificates.pem(trusted),
        own == null ? null : certificates.pem(own),
        own == null ? null : certificates.key(own),
        null);
  }

  private EnrichedRecord ask(ServiceFixture service, ClientTls tls, String token, long millis)
      throws Exception {
    ClientOptions options =
        ClientOptions.builder(RegistryOptions.of("dir:" + registry))
            .refresh(Duration.ofMillis(50))
            .tls(tls)
            .token(token)
            .build();
    try (IsccClient client = IsccClient.open(options)) {
      return client
          .search(
              QueryRecord.builder("q")
                  .units(List.of(IsccUnit.of(ServiceFixture.TEXT, service.bytes(8))))
                  .includeUnitMatches(true)
                  .timeoutMs(millis)
                  .build())
          .get();
    }
  }

  @Test
  void aClientSeesWhoTheServiceIs() throws Exception {
    try (ServiceFixture service = service(o -> o.tls(server(null)))) {
      assertThat(ask(service, client("ca", null), null, 60_000).status()).isEqualTo(Status.OK);
      EnrichedRecord answer = ask(service, client("stranger", null), null, 1000);
      assertThat(answer.status()).isEqualTo(Status.TIMEOUT);
      assertThat(answer.reason()).contains("is unreachable");
    }
  }

  @Test
  void aClientThatWantsTlsDoesNotDoWithout() throws Exception {
    try (ServiceFixture service = service(o -> o)) {
      assertThat(ask(service, null, null, 60_000).status()).isEqualTo(Status.OK);
      EnrichedRecord answer = ask(service, client("ca", null), "s3cret-token", 1000);
      assertThat(answer.status()).isEqualTo(Status.TIMEOUT);
      assertThat(answer.reason()).contains("is unreachable");
    }
  }

  @Test
  void theServiceSeesWhoTheClientIs() throws Exception {
    try (ServiceFixture service = service(o -> o.tls(server("ca")))) {
      assertThat(ask(service, client("ca", "client"), null, 60_000).status()).isEqualTo(Status.OK);
      assertThat(ask(service, client("ca", "foreign"), null, 1000).status())
          .isEqualTo(Status.TIMEOUT);
      assertThat(ask(service, client("ca", null), null, 1000).status()).isEqualTo(Status.TIMEOUT);
    }
  }

  @Test
  void theTokenIsShown() throws Exception {
    String file = directory.resolve("token").toString();
    try (ServiceFixture service = service(o -> o.tls(server(null)).tokenFile(file))) {
      ClientTls trusting = client("ca", null);
      assertThat(ask(service, trusting, "s3cret-token", 60_000).status()).isEqualTo(Status.OK);
      EnrichedRecord refused = ask(service, trusting, "another", 60_000);
      assertThat(refused.status()).isEqualTo(Status.TIMEOUT);
      assertThat(refused.reason()).contains("refused the client");
      assertThat(ask(service, trusting, null, 60_000).status()).isEqualTo(Status.TIMEOUT);
    }
  }
}
