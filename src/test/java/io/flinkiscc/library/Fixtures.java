package io.flinkiscc.library;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flinkiscc.graph.UsearchKey;
import io.flinkiscc.nphd.Code;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;

/** Files of the Python peer, unpacked for a test. */
final class Fixtures {

  private Fixtures() {}

  static JsonNode json(String name) throws IOException {
    try (InputStream in = new GZIPInputStream(Files.newInputStream(resource(name + ".json.gz")))) {
      return new ObjectMapper().readTree(in);
    }
  }

  /** Copies a directory of the peer. */
  static Path directory(String name, Path target) throws IOException {
    Files.createDirectories(target);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(resource(name))) {
      for (Path file : files) {
        copy(file, target);
      }
    }
    return target;
  }

  /** Copies one file of the peer. */
  static Path file(String name, Path target) throws IOException {
    Path packed = resource(name + ".gz");
    return copy(Files.exists(packed) ? packed : resource(name), target);
  }

  private static Path copy(Path file, Path target) throws IOException {
    String name = file.getFileName().toString();
    if (!name.endsWith(".gz")) {
      return Files.copy(file, target.resolve(name));
    }
    Path unpacked = target.resolve(name.substring(0, name.length() - 3));
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      Files.copy(in, unpacked);
    }
    return unpacked;
  }

  private static Path resource(String name) {
    try {
      return Path.of(Fixtures.class.getResource("/usearch").toURI()).resolve(name);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  static UsearchKey key(KeyKind<?> kind, String text) {
    return kind == KeyKind.U64
        ? UsearchKey.of(Long.parseUnsignedLong(text))
        : UsearchKey.of(HexFormat.of().parseHex(text));
  }

  static Code code(String hex) {
    return Code.of(HexFormat.of().parseHex(hex));
  }
}
