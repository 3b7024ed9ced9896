package io.flinkiscc.serve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both stores of directories; what is in them is the same. */
class DirectoryRegistryTest {

  private static final Endpoint LEFT = Endpoints.entry(Endpoints.JOB, 0, 2, 0, 5);
  private static final Endpoint RIGHT = Endpoints.entry(Endpoints.JOB, 1, 2, 0, 5);

  @TempDir Path dir;

  private DirectoryRegistry registry(String store) {
    Path directory = dir.resolve("not").resolve("there");
    return store.equals("local")
        ? DirectoryRegistry.local(directory)
        : DirectoryRegistry.flink(directory.toUri());
  }

  private Path file(Endpoint entry) {
    return dir.resolve("not").resolve("there").resolve("endpoint-" + entry.instance() + ".json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"local", "flink"})
  void listsWhatIsPublishedUntilItIsWithdrawn(String store) throws Exception {
    try (DirectoryRegistry registry = registry(store);
        DirectoryRegistry reader = registry(store.equals("local") ? "flink" : "local")) {
      assertThat(registry.list()).isEmpty();
      registry.withdraw(LEFT);
      registry.publish(LEFT);
      registry.publish(RIGHT);
      assertThat(reader.list()).containsExactlyInAnyOrder(LEFT, RIGHT);
      registry.publish(LEFT.expiringAt(7));
      assertThat(reader.list()).containsExactlyInAnyOrder(LEFT.expiringAt(7), RIGHT);
      registry.withdraw(LEFT);
      registry.withdraw(LEFT);
      assertThat(reader.list()).containsExactly(RIGHT);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"local", "flink"})
  void foreignAndTornFilesAreSkipped(String store) throws Exception {
    try (DirectoryRegistry registry = registry(store)) {
      registry.publish(LEFT);
      Path directory = file(LEFT).getParent();
      Files.writeString(directory.resolve("readme.txt"), "hello");
      Files.writeString(directory.resolve("endpoint-x.json"), "{");
      Files.copy(file(LEFT), directory.resolve("endpoint-y.json"));
      Files.write(directory.resolve("endpoint-z.json"), new byte[1 << 20]);
      Files.createDirectory(directory.resolve("endpoint-d"));
      assertThat(registry.list()).containsExactly(LEFT);
      assertThat(registry.list()).containsExactly(LEFT);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"local", "flink"})
  void anEntryThatIsBeingWrittenCountsAsItWas(String store) throws Exception {
    try (DirectoryRegistry registry = registry(store)) {
      registry.publish(LEFT);
      assertThat(registry.list()).containsExactly(LEFT);
      byte[] whole = Files.readAllBytes(file(LEFT));
      Files.write(file(LEFT), Arrays.copyOf(whole, whole.length / 2));
      assertThat(registry.list()).containsExactly(LEFT);
      Files.write(file(LEFT), new byte[0]);
      assertThat(registry.list()).containsExactly(LEFT);
    }
    try (DirectoryRegistry other = registry(store)) {
      assertThat(other.list()).as("nobody knows what it was").isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"local", "flink"})
  void readersNeverMissWhatIsRenewed(String store) throws Exception {
    try (DirectoryRegistry writer = registry(store);
        DirectoryRegistry reader = registry(store)) {
      writer.publish(LEFT);
      assertThat(reader.list()).hasSize(1);
      AtomicBoolean stop = new AtomicBoolean();
      CompletableFuture<Void> renewing =
          CompletableFuture.runAsync(
              () -> {
                for (int i = 0; !stop.get(); i++) {
                  try {
                    writer.publish(LEFT.expiringAt(1_000_000 + i));
                  } catch (java.io.IOException e) {
                    throw new java.io.UncheckedIOException(e);
                  }
                }
              });
      for (int i = 0; i < 300; i++) {
        List<Endpoint> listed = reader.list();
        assertThat(listed).hasSize(1);
      }
      stop.set(true);
      renewing.join();
    }
  }

  @Test
  void aFileInPlaceOfTheDirectoryIsToldOf() throws Exception {
    Path file = Files.write(dir.resolve("file"), "x".getBytes(UTF_8));
    try (DirectoryRegistry registry = DirectoryRegistry.local(file)) {
      assertThatThrownBy(registry::list).hasMessageContaining("is no directory");
    }
  }
}
