package io.flinkiscc.library;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Keeps a second writer, of this or another process, away from an index. The operating system lets
 * go of it when the process ends, however it ends; the file stays and means nothing by itself.
 *
 * <p>POSIX takes the locks of a process off a file when the process closes any descriptor of the
 * file. So within this process a table tells who has which lock, and is asked before the file of a
 * lock is opened.
 */
final class DirectoryLock implements AutoCloseable {

  static final String NAME = "index.lock";

  /** The lock files this process has locked. */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  /** Files locked by another class loader of this process, which must not be closed either. */
  private static final Queue<FileChannel> KEPT_OPEN = new ConcurrentLinkedQueue<>();

  private final FileChannel channel;
  private final Path file;
  private boolean closed;

  private DirectoryLock(FileChannel channel, Path file) {
    this.channel = channel;
    this.file = file;
  }

  /**
   * Takes the lock.
   *
   * @param what the index, for the message
   * @throws IndexLockedException if somebody has it
   */
  static DirectoryLock take(Path lockFile, Path what) throws IOException {
    Path file = existing(lockFile);
    if (!HELD.add(file)) {
      throw new IndexLockedException(what, self());
    }
    try {
      return new DirectoryLock(lock(file, what), file);
    } catch (IOException | RuntimeException e) {
      HELD.remove(file);
      throw e;
    }
  }

  /** The one path that a lock file has in the table, by whatever links it is reached. */
  private static Path existing(Path lockFile) throws IOException {
    if (!Files.exists(lockFile)) {
      try {
        Files.createFile(lockFile);
      } catch (FileAlreadyExistsException e) {
        return lockFile.toRealPath();
      }
    }
    return lockFile.toRealPath();
  }

  private static FileChannel lock(Path file, Path what) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() == null) {
        throw new IndexLockedException(what, holder(channel));
      }
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(self().getBytes(StandardCharsets.UTF_8)), 0);
      return channel;
    } catch (OverlappingFileLockException e) {
      KEPT_OPEN.add(channel);
      throw new IndexLockedException(what, self());
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static String self() {
    return "process " + ProcessHandle.current().pid();
  }

  private static String holder(FileChannel channel) throws IOException {
    ByteBuffer note = ByteBuffer.allocate(64);
    channel.read(note, 0);
    return new String(note.array(), 0, note.position(), StandardCharsets.UTF_8);
  }

  @Override
  public synchronized void close() throws IOException {
    // In this order: once out of the table the next one may open the file.
    try {
      channel.close();
    } finally {
      if (!closed) {
        closed = true;
        HELD.remove(file);
      }
    }
  }
}
