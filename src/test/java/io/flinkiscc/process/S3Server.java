package io.flinkiscc.process;

import static org.awaitility.Awaitility.await;

import io.flinkiscc.cli.LoopbackPorts;
import io.flinkiscc.testing.ChildJvm;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;

/**
 * A server of the S3 protocol in a JVM of its own, with one bucket that is a local directory. The
 * build puts the server and Flink's client for it where this class looks.
 */
final class S3Server implements AutoCloseable {

  /** Flink's file system for S3, as a plugin. */
  static final Path PLUGINS = Path.of("target", "s3", "plugins");

  private static final Path SERVER =
      Path.of("target", "s3", "server", "s3proxy-jar-with-dependencies.jar");
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final String BUCKET = "flink";

  private final Path directory;
  private final int port;
  private final ChildJvm jvm;

  /**
   * Starts a server; returns when it takes connections.
   *
   * @param directory for its files
   */
  S3Server(Path directory) throws IOException {
    if (!Files.exists(SERVER)) {
      throw new IllegalStateException(
          SERVER + " is missing; run: mvn dependency:copy@s3-for-tests");
    }
    this.directory = directory;
    this.port = LoopbackPorts.free(1)[0];
    Files.createDirectories(bucket());
    Path settings = directory.resolve("s3proxy.conf");
    Files.write(
        settings,
        List.of(
            "s3proxy.endpoint=" + endpoint(),
            "s3proxy.authorization=aws-v2-or-v4",
            "s3proxy.identity=identity",
            "s3proxy.credential=credential",
            "jclouds.provider=filesystem-nio2",
            "jclouds.filesystem.basedir=" + directory.resolve("buckets")));
    this.jvm =
        ChildJvm.start(
            directory.resolve("s3proxy.log"),
            Map.of(),
            List.of("-Xmx192m"),
            SERVER.toAbsolutePath().toString(),
            "org.gaul.s3proxy.Main",
            List.of("--properties", settings.toString()));
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(
            () -> {
              if (!jvm.isAlive()) {
                throw new IllegalStateException(
                    "the server ended: " + Files.readString(directory.resolve("s3proxy.log")));
              }
              return listens();
            });
  }

  private boolean listens() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress("127.0.0.1", port), 200);
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  private String endpoint() {
    return "http://127.0.0.1:" + port;
  }

  private Path bucket() {
    return directory.resolve("buckets").resolve(BUCKET);
  }

  /** URI of a directory in the bucket. */
  static String uri(String name) {
    return "s3://" + BUCKET + "/" + name;
  }

  /** How Flink gets at it. */
  Configuration client() {
    return Configuration.fromMap(
        Map.of(
            "s3.endpoint", endpoint(),
            "s3.endpoint.region", "us-east-1",
            "s3.path.style.access", "true",
            "s3.access-key", "identity",
            "s3.secret-key", "credential"));
  }

  /** URIs of all objects that have a directory of this name somewhere above them. */
  Set<String> objectsBelow(String name) throws IOException {
    try (Stream<Path> all = Files.walk(bucket())) {
      return all.filter(Files::isRegularFile)
          .map(file -> bucket().relativize(file).toString())
          .filter(key -> ("/" + key).contains("/" + name + "/"))
          .map(S3Server::uri)
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  @Override
  public void close() {
    jvm.kill();
  }
}
