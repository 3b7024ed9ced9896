package io.flinkiscc.testing;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;

/** Waits for a broker that is starting. */
final class BrokerReadiness {
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final Duration INTERVAL = Duration.ofMillis(50);

  private BrokerReadiness() {}

  /**
   * Returns when the broker takes requests.
   *
   * @param bootstrapServers host and port of the broker
   * @param checkAlive throws when waiting is in vain
   */
  static void awaitReady(String bootstrapServers, Runnable checkAlive) {
    // A closed port first: an admin client would back off and find the broker late.
    await().atMost(LIMIT).pollInterval(INTERVAL).until(() -> listens(bootstrapServers, checkAlive));
    await()
        .atMost(LIMIT)
        .pollInterval(INTERVAL)
        .until(() -> isRegistered(bootstrapServers, checkAlive));
  }

  private static boolean listens(String bootstrapServers, Runnable checkAlive) {
    checkAlive.run();
    int colon = bootstrapServers.lastIndexOf(':');
    String host = bootstrapServers.substring(0, colon).replaceFirst("^.*://", "");
    int port = Integer.parseInt(bootstrapServers.substring(colon + 1));
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port), 200);
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  private static boolean isRegistered(String bootstrapServers, Runnable checkAlive)
      throws InterruptedException {
    checkAlive.run();
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers", bootstrapServers,
            "request.timeout.ms", 3_000,
            "default.api.timeout.ms", 3_000);
    try (Admin admin = Admin.create(settings)) {
      return !admin.describeCluster().nodes().get().isEmpty();
    } catch (ExecutionException notYet) {
      return false;
    }
  }
}
