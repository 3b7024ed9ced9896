package io.flinkiscc.scenario;

import java.io.IOException;
import java.net.URI;
import org.apache.flink.core.fs.BlockLocation;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.local.LocalFileSystem;

/** The local files under a scheme of its own, with the {@link StorageFaults} of the moment. */
final class FaultyFileSystem extends FileSystem {

  static final String SCHEME = "faulty";

  private static final URI ROOT = URI.create(SCHEME + ":///");

  private final LocalFileSystem local = LocalFileSystem.getSharedInstance();

  /** The same file or directory in this file system. */
  static String uri(java.nio.file.Path path) {
    return SCHEME + "://" + path.toUri().getPath();
  }

  private static Path here(Path path) {
    return new Path(SCHEME + "://" + path.toUri().getPath());
  }

  @Override
  public FSDataOutputStream create(Path path, WriteMode mode) throws IOException {
    StorageFaults.writing(StorageFaults.Step.CREATE);
    boolean ofTask = !path.getName().equals("_metadata");
    return new FaultyOutput(local.create(path, mode), ofTask);
  }

  @Override
  public FSDataInputStream open(Path path) throws IOException {
    return new FaultyInput(local.open(path));
  }

  @Override
  public FSDataInputStream open(Path path, int bufferSize) throws IOException {
    return open(path);
  }

  @Override
  public FileStatus getFileStatus(Path path) throws IOException {
    return new Status(local.getFileStatus(path));
  }

  @Override
  public FileStatus[] listStatus(Path path) throws IOException {
    FileStatus[] found = local.listStatus(path);
    if (found != null) {
      for (int i = 0; i < found.length; i++) {
        found[i] = new Status(found[i]);
      }
    }
    return found;
  }

  @Override
  public BlockLocation[] getFileBlockLocations(FileStatus file, long start, long length)
      throws IOException {
    return local.getFileBlockLocations(local.getFileStatus(file.getPath()), start, length);
  }

  @Override
  public boolean delete(Path path, boolean recursive) throws IOException {
    return local.delete(path, recursive);
  }

  @Override
  public boolean mkdirs(Path path) throws IOException {
    return local.mkdirs(path);
  }

  @Override
  public boolean rename(Path from, Path to) throws IOException {
    return local.rename(from, to);
  }

  @Override
  public boolean isDistributedFS() {
    return true;
  }

  @Override
  public URI getUri() {
    return ROOT;
  }

  @Override
  public Path getWorkingDirectory() {
    return here(local.getWorkingDirectory());
  }

  @Override
  public Path getHomeDirectory() {
    return here(local.getHomeDirectory());
  }

  /** What the local file system says, with the path in this one. */
  private record Status(FileStatus local) implements FileStatus {
    @Override
    public long getLen() {
      return local.getLen();
    }

    @Override
    public long getBlockSize() {
      return local.getBlockSize();
    }

    @Override
    public short getReplication() {
      return local.getReplication();
    }

    @Override
    public long getModificationTime() {
      return local.getModificationTime();
    }

    @Override
    public long getAccessTime() {
      return local.getAccessTime();
    }

    @Override
    public boolean isDir() {
      return local.isDir();
    }

    @Override
    public Path getPath() {
      return here(local.getPath());
    }
  }
}
