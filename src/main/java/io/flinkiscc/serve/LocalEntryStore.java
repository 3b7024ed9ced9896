package io.flinkiscc.serve;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** Files in a directory that this machine reaches, replaced in one step. */
final class LocalEntryStore implements EntryStore {

  private final Path directory;

  LocalEntryStore(Path directory) {
    this.directory = directory;
  }

  @Override
  public List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).toList();
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (NotDirectoryException e) {
      throw new IOException(directory + " is no directory, give the registry another one", e);
    }
  }

  @Override
  public byte[] read(String name, int atMost) throws IOException {
    try (InputStream in = Files.newInputStream(directory.resolve(name))) {
      return in.readNBytes(atMost + 1);
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  @Override
  public void write(String name, byte[] bytes) throws IOException {
    Files.createDirectories(directory);
    Path written = directory.resolve("." + name + "." + UUID.randomUUID());
    try {
      Files.write(written, bytes);
      Files.move(
          written,
          directory.resolve(name),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(written);
    }
  }

  @Override
  public void delete(String name) throws IOException {
    Files.deleteIfExists(directory.resolve(name));
  }

  @Override
  public String toString() {
    return directory.toString();
  }
}
