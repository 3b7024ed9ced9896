package io.flinkiscc.library;

import io.flinkiscc.index.CorruptDataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of an index and the manifest that says which of them are valid.
 *
 * <p>A change is made in three strides: new files are written and forced under pending names
 * ({@code name.g<stamp>}, with a stamp no other attempt has); the manifest is replaced, which is
 * the moment the change happens; the pending files get their own names. A crash in the first stride
 * leaves the old state, a crash in the third one the new state, whose files are found under either
 * name. Programs that know no manifest see whole files only, under the names they know.
 */
final class FileStore {

  private static final Logger LOG = LoggerFactory.getLogger(FileStore.class);

  private static final Pattern PENDING = Pattern.compile("(.+)\\.g(\\d{1,18})");

  private final Path directory;
  private final String manifestName;
  private final FileSteps steps;

  FileStore(Path directory, String manifestName, FileSteps steps) {
    this.directory = directory;
    this.manifestName = manifestName;
    this.steps = steps;
  }

  Path directory() {
    return directory;
  }

  FileSteps steps() {
    return steps;
  }

  Path path(String name) {
    return directory.resolve(name);
  }

  /** Returns the valid manifest, or null if there is none. */
  Manifest manifest() throws IOException {
    Path file = path(manifestName);
    return Files.exists(file) ? ManifestJson.read(file) : null;
  }

  /**
   * Returns where a file of the manifest is now.
   *
   * @throws CorruptDataException if it is missing or of another size
   */
  Path locate(StoredFile file) throws IOException {
    Path pending = path(file.pendingName());
    Path found = Files.exists(pending) ? pending : path(file.name());
    if (!Files.exists(found)) {
      throw new CorruptDataException(
          found + " is missing; " + manifestName + " lists it with " + file.size() + " bytes");
    }
    long size = Files.size(found);
    if (size != file.size()) {
      throw new CorruptDataException(
          found
              + " has "
              + size
              + " bytes, "
              + manifestName
              + " lists it with "
              + file.size()
              + ": it is damaged or was changed by another program");
    }
    return found;
  }

  /**
   * Reads a whole file of the manifest and compares its checksum.
   *
   * @throws CorruptDataException if it is missing or differs
   */
  Path verified(StoredFile file) throws IOException {
    Path found = locate(file);
    int crc = FileSteps.read(found).crc32c();
    if (crc != file.crc32c()) {
      throw new CorruptDataException(
          "%s is damaged or was changed by another program: its CRC32C is %08x, %s lists %08x"
              .formatted(found, crc, manifestName, file.crc32c()));
    }
    return found;
  }

  /** Writes the files of a change under pending names. */
  List<StoredFile> stage(long stamp, Map<String, FileSteps.Content> contents) throws IOException {
    List<StoredFile> files = new ArrayList<>();
    for (Map.Entry<String, FileSteps.Content> content : contents.entrySet()) {
      StoredFile unwritten = new StoredFile(content.getKey(), 0, 0, stamp);
      FileSteps.Written written = steps.write(path(unwritten.pendingName()), content.getValue());
      files.add(new StoredFile(content.getKey(), written.size(), written.crc32c(), stamp));
    }
    return files;
  }

  /** Makes a change valid; when this returns it is also durable. */
  void publish(Manifest manifest) throws IOException {
    Path temporary = path(manifestName + ".g" + manifest.generation());
    steps.write(temporary, out -> ManifestJson.write(manifest, out));
    steps.syncDirectory(directory);
    steps.move(temporary, path(manifestName));
    steps.syncDirectory(directory);
  }

  /** Gives the files of the valid manifest their names and deletes what it did away with. */
  void settle(Manifest manifest) throws IOException {
    for (StoredFile file : manifest.files()) {
      Path pending = path(file.pendingName());
      if (Files.exists(pending)) {
        steps.move(pending, path(file.name()));
      }
    }
    for (StoredFile file : manifest.obsolete()) {
      if (isStale(file)) {
        steps.delete(path(file.name()));
      }
    }
    steps.syncDirectory(directory);
  }

  /** Whether a file that a manifest did away with is still there, and still that file. */
  boolean isStale(StoredFile file) throws IOException {
    Path path = path(file.name());
    return Files.exists(path)
        && Files.size(path) == file.size()
        && FileSteps.read(path).crc32c() == file.crc32c();
  }

  /**
   * Deletes pending files that no manifest made valid, and others that are nobody's.
   *
   * @param manifest the valid one, or null
   * @param ours which names, without the pending part, are of this index
   * @param leftover which names are those of other leftovers
   */
  void clean(Manifest manifest, Predicate<String> ours, Predicate<String> leftover)
      throws IOException {
    for (String name : names()) {
      Matcher pending = PENDING.matcher(name);
      boolean unused =
          pending.matches()
              && ours.test(pending.group(1))
              && !isValid(manifest, pending.group(1), name);
      if (unused || leftover.test(name)) {
        steps.delete(path(name));
      }
    }
  }

  private static boolean isValid(Manifest manifest, String name, String pendingName) {
    StoredFile file = manifest == null ? null : manifest.file(name);
    return file != null && file.pendingName().equals(pendingName);
  }

  /** Names of everything in the directory, in no order. */
  Collection<String> names() throws IOException {
    return steps.names(directory);
  }

  /** Bytes of the files whose names are chosen. */
  long bytes(Predicate<String> chosen) throws IOException {
    long sum = 0;
    for (String name : names()) {
      if (chosen.test(name)) {
        try {
          sum += Files.size(path(name));
        } catch (NoSuchFileException e) {
          LOG.debug("{} was deleted while its size was looked up", name);
        }
      }
    }
    return sum;
  }
}
