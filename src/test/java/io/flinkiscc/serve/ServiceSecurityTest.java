package io.flinkiscc.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinkiscc.serve.proto.InfoRequest;
import io.flinkiscc.serve.proto.QueryServiceGrpc;
import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.MetadataUtils;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates and tokens. */
class ServiceSecurityTest {

  private static final String TOKEN = "s3cret-token";

  @TempDir static Path directory;
  private static TestCertificates certificates;

  @BeforeAll
  static void makeCertificates() throws Exception {
    certificates = new TestCertificates(directory);
    certificates.authority("ca");
    certificates.authority("stranger");
    certificates.signed("server", "ca");
    certificates.signed("client", "ca");
    certificates.signed("foreign", "stranger");
  }

  private static ServiceTls tls(String clientCa) {
    return new ServiceTls(
        certificates.pem("server"),
        certificates.key("server"),
        clientCa == null ? null : certificates.pem(clientCa));
  }

  private static TlsChannelCredentials.Builder trusting(String authority) throws IOException {
    return TlsChannelCredentials.newBuilder().trustManager(new File(certificates.pem(authority)));
  }

  private static TlsChannelCredentials.Builder as(
      TlsChannelCredentials.Builder credentials, String client) throws IOException {
    return credentials.keyManager(
        new File(certificates.pem(client)), new File(certificates.key(client)));
  }

  private static void ask(ServiceFixture fixture, ChannelCredentials credentials) {
    ManagedChannel channel =
        Grpc.newChannelBuilderForAddress("localhost", fixture.port, credentials).build();
    try {
      ask(channel);
    } finally {
      channel.shutdownNow();
    }
  }

  private static void ask(ManagedChannel channel) {
    QueryServiceGrpc.newBlockingStub(channel).info(InfoRequest.getDefaultInstance());
  }

  @Test
  void clientsSeeWhoTheServiceIs() throws Exception {
    try (ServiceFixture fixture = new ServiceFixture(o -> o.tls(tls(null)))) {
      ask(fixture, trusting("ca").build());
      assertStatus(Status.Code.UNAVAILABLE, () -> ask(fixture, trusting("stranger").build()));
      assertStatus(Status.Code.UNAVAILABLE, () -> ask(fixture.open(fixture.channelBuilder())));
      ask(fixture, trusting("ca").build());
      assertThat(fixture.server.endpoint().tls()).isTrue();
    }
  }

  @Test
  void theServiceSeesWhoItsClientsAre() throws Exception {
    try (ServiceFixture fixture = new ServiceFixture(o -> o.tls(tls("ca")))) {
      ask(fixture, as(trusting("ca"), "client").build());
      assertStatus(Status.Code.UNAVAILABLE, () -> ask(fixture, trusting("ca").build()));
      assertStatus(
          Status.Code.UNAVAILABLE, () -> ask(fixture, as(trusting("ca"), "foreign").build()));
      ask(fixture, as(trusting("ca"), "client").build());
    }
  }

  @Test
  void filesThatAreNoneAreNamed() {
    ServiceTls missing = new ServiceTls("/nowhere/chain.pem", certificates.key("server"), null);
    assertThatThrownBy(() -> new ServiceFixture(o -> o.tls(missing)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("/nowhere/chain.pem");
    ServiceTls swapped =
        new ServiceTls(certificates.key("server"), certificates.pem("server"), null);
    assertThatThrownBy(() -> new ServiceFixture(o -> o.tls(swapped)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("server.key");
  }

  @Test
  void onlyWhoKnowsTheTokenIsAnswered() throws Exception {
    Path file = Files.writeString(directory.resolve("token"), TOKEN + "\n");
    try (ServiceFixture fixture = new ServiceFixture(o -> o.tokenFile(file.toString()))) {
      ManagedChannel channel = fixture.open(fixture.channelBuilder());
      assertStatus(Status.Code.UNAUTHENTICATED, () -> ask(channel));
      for (String wrong : new String[] {"Bearer ", "Bearer s3cret", TOKEN, "Basic " + TOKEN}) {
        assertStatus(Status.Code.UNAUTHENTICATED, () -> askWith(channel, wrong));
      }
      assertThat(fixture.metrics.value("unauthenticated")).isEqualTo(5);
      assertThat(fixture.metrics.value("requests")).isZero();
      askWith(channel, "Bearer " + TOKEN);
      // Whoever looks after the cluster need not know it.
      assertThat(
              HealthGrpc.newBlockingStub(channel)
                  .check(HealthCheckRequest.getDefaultInstance())
                  .getStatus())
          .isEqualTo(ServingStatus.SERVING);
    }
  }

  @Test
  void aTokenFileWithoutTokenIsNamed() throws Exception {
    for (String text : new String[] {"", "two words", "x".repeat(5000)}) {
      Path file = Files.writeString(directory.resolve("bad-token"), text);
      assertThatThrownBy(() -> new ServiceFixture(o -> o.tokenFile(file.toString())))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("bad-token");
    }
  }

  private static void askWith(ManagedChannel channel, String authorization) {
    Metadata headers = new Metadata();
    headers.put(TokenGate.AUTHORIZATION, authorization);
    QueryServiceGrpc.newBlockingStub(channel)
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
        .info(InfoRequest.getDefaultInstance());
  }

  private static void assertStatus(Status.Code code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(e.getStatus().getCode()).as(e.toString()).isEqualTo(code));
  }
}
