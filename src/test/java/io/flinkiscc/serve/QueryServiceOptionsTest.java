package io.flinkiscc.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;

class QueryServiceOptionsTest {

  @Test
  void whatIsOutOfRangeIsNamed() {
    Map<String, UnaryOperator<QueryServiceOptionsBuilder>> wrong =
        Map.ofEntries(
            Map.entry("index", o -> o.index(" ")),
            Map.entry("host", o -> o.host(null)),
            Map.entry("ports", o -> o.ports(9, 8)),
            Map.entry("ports is 0..8", o -> o.ports(0, 8)),
            Map.entry("ports is 65536", o -> o.port(65_536)),
            Map.entry("advertisedHost", o -> o.advertisedHost("")),
            Map.entry("threads", o -> o.threads(-1)),
            Map.entry("queue", o -> o.queue(0)),
            Map.entry("maxQueries", o -> o.maxQueries(0)),
            Map.entry("maxMessageBytes", o -> o.maxMessageBytes(10)),
            Map.entry("networkMemoryBytes", o -> o.networkMemoryBytes(1)),
            Map.entry("batch", o -> o.batch(0)),
            Map.entry("connections", o -> o.connections(0)),
            Map.entry("callsPerConnection", o -> o.callsPerConnection(0)),
            Map.entry("longestCall", o -> o.longestCall(Duration.ZERO)),
            Map.entry("drain", o -> o.drain(Duration.ofSeconds(-1))),
            Map.entry("token", o -> o.token("two words")),
            Map.entry("tokenFile", o -> o.token("x").tokenFile("/x")));
    wrong.forEach(
        (name, option) ->
            assertThatThrownBy(() -> option.apply(QueryServiceOptions.builder()).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("query service option " + name));
  }

  @Test
  void secretsAreNotShown() {
    assertThat(QueryServiceOptions.builder().token("hush").build().toString())
        .contains("token=yes")
        .doesNotContain("hush");
    assertThatThrownBy(() -> QueryServiceOptions.builder().token("hush hush").build())
        .hasMessageNotContaining("hush");
  }

  @Test
  void optionsTravelWithTheJob() throws Exception {
    QueryServiceOptions options =
        QueryServiceOptions.builder()
            .tls(new ServiceTls("a", "b", "c"))
            .registry(RegistryOptions.of("dir:/r"))
            .longestCall(Duration.ofSeconds(3))
            .build();
    QueryServiceOptions back = InstantiationUtil.clone(options);
    assertThat(back.tls()).isEqualTo(options.tls());
    assertThat(back.longestCall()).isEqualTo(options.longestCall());
    assertThat(back.registry()).isEqualTo(options.registry());
  }

  @Test
  void theNextPortOfARangeIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      int last = Math.min(port + 50, 65_535);
      try (ServiceFixture fixture = new ServiceFixture(o -> o.ports(port, last))) {
        assertThat(fixture.port).isBetween(port + 1, last);
      }
      assertThatThrownBy(() -> new ServiceFixture(o -> o.port(port)))
          .hasMessageContaining("no port " + port);
    }
  }

  @Test
  void clientsAreToldWhatTheyCanConnectTo() throws Exception {
    try (ServiceFixture fixture =
        new ServiceFixture(o -> o.host("0.0.0.0").advertisedHost("a.b"))) {
      assertThat(fixture.server.endpoint().host()).isEqualTo("a.b");
    }
    try (ServiceFixture fixture = new ServiceFixture(o -> o)) {
      assertThat(fixture.server.endpoint().host()).isEqualTo("127.0.0.1");
    }
  }
}
