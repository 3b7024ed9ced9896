package io.flinkiscc.cli;

import java.nio.file.Path;
import java.util.regex.Pattern;

/** Tells paths on this machine from those of other file systems. */
final class LocalPaths {

  private static final Pattern OTHER = Pattern.compile("(?!file:)[A-Za-z][A-Za-z0-9+.-]+:.*");

  private LocalPaths() {}

  /** The path on this machine; null if it is of another file system. */
  static Path of(String path) {
    if (OTHER.matcher(path).matches()) {
      return null;
    }
    return Path.of(path.startsWith("file:") ? path.replaceFirst("file:(//)?", "") : path);
  }
}
