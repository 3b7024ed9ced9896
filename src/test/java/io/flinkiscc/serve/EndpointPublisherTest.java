package io.flinkiscc.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EndpointPublisherTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path dir;
  private RegistryOptions options;
  private DirectoryRegistry registry;

  @BeforeEach
  void open() {
    options =
        RegistryOptions.builder("dir:" + dir.resolve("registry"))
            .expiry(Duration.ofMillis(300))
            .build();
    registry = DirectoryRegistry.local(dir.resolve("registry"));
  }

  private static Endpoint entry(int attempt, long epoch) {
    return Endpoints.entry(Endpoints.JOB, 0, 2, attempt, epoch);
  }

  @Test
  void anEntryIsRenewedUntilItIsWithdrawn() throws Exception {
    try (EndpointPublisher publisher = EndpointPublisher.start(options, entry(0, 1))) {
      assertThat(publisher.awaitPublished(PATIENCE)).isTrue();
      long first = registry.list().get(0).expiresAtMillis();
      await().atMost(PATIENCE).until(() -> registry.list().get(0).expiresAtMillis() > first);
      assertThat(registry.list().get(0).instance()).isEqualTo(entry(0, 1).instance());
    }
    assertThat(registry.list()).isEmpty();
  }

  @Test
  void aRegistryThatIsAwayIsTriedOn() throws Exception {
    Path blocked = Files.writeString(dir.resolve("registry"), "no directory yet");
    try (EndpointPublisher publisher = EndpointPublisher.start(options, entry(0, 1))) {
      assertThat(publisher.awaitPublished(Duration.ofMillis(50))).isFalse();
      Files.delete(blocked);
      assertThat(publisher.awaitPublished(PATIENCE)).isTrue();
    }
  }

  @Test
  void whatExpiredLongAgoIsRemovedByOthers() throws Exception {
    long now = System.currentTimeMillis();
    long stale = EndpointPublisher.STALE.toMillis();
    registry.publish(entry(1, 1).expiringAt(now - stale - 1));
    registry.publish(entry(2, 1).expiringAt(now - stale / 2));
    try (EndpointPublisher publisher = EndpointPublisher.start(options, entry(3, 1))) {
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(registry.list().stream().map(e -> e.task().attempt()))
                      .containsExactlyInAnyOrder(2, 3));
    }
  }

  @Test
  void clocksThatDifferLetNoOlderTaskSeemFresher() {
    long now = System.currentTimeMillis();
    Endpoint own = entry(0, now);
    Endpoint ahead = Endpoints.entry(Endpoints.JOB, 0, 1, 0, now + 5000);
    Endpoint elsewhere = Endpoints.entry(Endpoints.JOB, 1, 2, 0, now + 9000);
    Endpoint absurd = Endpoints.entry(Endpoints.JOB, 0, 1, 1, Long.MAX_VALUE);
    assertThat(
            EndpointPublisher.fresherThanOthers(own, List.of(ahead, elsewhere, absurd))
                .epochMillis())
        .isEqualTo(now + 5001);
    assertThat(EndpointPublisher.fresherThanOthers(own, List.of()).epochMillis()).isEqualTo(now);
  }
}
