package io.flinkiscc.cli;

import io.flinkiscc.serve.ClientOptions;
import io.flinkiscc.serve.ClientTls;
import io.flinkiscc.serve.Consistency;
import io.flinkiscc.serve.Endpoint;
import io.flinkiscc.serve.EndpointRegistry;
import io.flinkiscc.serve.IsccSearcher;
import io.flinkiscc.serve.RegistryOptions;
import io.flinkiscc.serve.SearcherFactory;
import io.flinkiscc.serve.SnapshotSearcher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which index is asked. */
final class SearcherArguments {

  private static final Duration REGISTRY_PATIENCE = Duration.ofSeconds(10);
  private static final long POLL_MILLIS = 100;

  @ArgGroup(multiplicity = "1")
  private Where where;

  @Option(
      names = "--follow",
      paramLabel = "SECONDS",
      defaultValue = "0",
      description =
          "Look for a newer checkpoint every so many seconds while questions are read; 0 for never."
              + " Default: ${DEFAULT-VALUE}.")
  private int follow;

  @Option(
      names = "--timeout",
      paramLabel = "MS",
      defaultValue = "10000",
      description =
          "How long the tasks of a running index have for an answer, in milliseconds. Default:"
              + " ${DEFAULT-VALUE}.")
  private int timeoutMillis;

  @Option(
      names = "--committed",
      description = "Ask a running index for what its last completed checkpoint holds only.")
  private boolean committed;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "File with the token that the tasks of a running index ask for.")
  private Path tokenFile;

  @Option(
      names = "--tls-ca",
      paramLabel = "FILE",
      description =
          "Certificates (PEM) that those of the tasks of a running index are signed by; they are"
              + " asked by TLS then.")
  private String trusted;

  @Option(
      names = "--tls-cert",
      paramLabel = "FILE",
      description = "Certificate (PEM) to show to the tasks, if they want one.")
  private String certificate;

  @Option(names = "--tls-key", paramLabel = "FILE", description = "Key (PEM) of that certificate.")
  private String key;

  @Mixin private SnapshotArguments snapshotArguments;

  /** A checkpoint or a running index. */
  static final class Where {

    @Option(
        names = "--snapshot",
        required = true,
        paramLabel = "PATH",
        description =
            "Ask a checkpoint or savepoint: its directory, or one that has chk-N in it, or in those"
                + " of jobs in it: then the newest.")
    private String snapshot;

    @Option(
        names = "--registry",
        required = true,
        paramLabel = "URI",
        description =
            "Ask a running index: service.registry of its job, such as dir:/path or"
                + " kafka://host:port/topic.")
    private String registry;
  }

  /**
   * An index that can be asked.
   *
   * @param searcher to be closed
   * @param realm realm of its ISCC-IDs
   */
  record Opened(IsccSearcher searcher, int realm) {}

  /**
   * Opens it.
   *
   * @throws IllegalArgumentException if an option is out of range, or nothing is there
   */
  Opened open() throws IOException, InterruptedException {
    return where.registry == null ? openSnapshot() : openRegistry();
  }

  private Opened openSnapshot() throws IOException, InterruptedException {
    SnapshotSearcher searcher =
        SnapshotSearcher.builder(where.snapshot)
            .options(snapshotArguments.options().build())
            .follow(Duration.ofSeconds(follow))
            .open();
    return new Opened(searcher, searcher.realm());
  }

  private Opened openRegistry() throws IOException, InterruptedException {
    SnapshotArguments.loadFileSystems();
    RegistryOptions registry = RegistryOptions.of(where.registry);
    ClientOptions.Builder options =
        ClientOptions.builder(registry)
            .timeout(Duration.ofMillis(timeoutMillis))
            .consistency(committed ? Consistency.COMMITTED : Consistency.LATEST);
    if (snapshotArguments.index() != null) {
      options.index(snapshotArguments.index());
    }
    if (tokenFile != null) {
      options.token(Files.readString(tokenFile).strip());
    }
    if (trusted != null || certificate != null || key != null) {
      options.tls(new ClientTls(trusted, certificate, key, null));
    }
    ClientOptions built = options.build();
    int realm = realm(registry, built.index());
    return new Opened(SearcherFactory.of(built).open(), realm);
  }

  /** A task that has just been started may not stand in the registry yet. */
  private static int realm(RegistryOptions options, String index)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + REGISTRY_PATIENCE.toNanos();
    Set<String> others = new TreeSet<>();
    try (EndpointRegistry registry = options.open()) {
      do {
        for (Endpoint task : registry.list()) {
          if (task.index().equals(index)) {
            return task.realm();
          }
          others.add(task.index());
        }
        TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
      } while (others.isEmpty() && System.nanoTime() < end);
    }
    throw new IllegalArgumentException(
        "no task of index \""
            + index
            + "\" stands in the registry "
            + options
            + (others.isEmpty()
                ? "; is its job running, with this registry?"
                : ", only those of " + others + ": name one with --index"));
  }
}
