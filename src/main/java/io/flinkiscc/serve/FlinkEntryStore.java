package io.flinkiscc.serve;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

/** Files in a directory of any file system that Flink knows, object stores included. */
final class FlinkEntryStore implements EntryStore {

  private final Path directory;

  FlinkEntryStore(URI directory) {
    this.directory = new Path(directory);
  }

  private FileSystem files() throws IOException {
    return directory.getFileSystem();
  }

  @Override
  public List<String> names() throws IOException {
    FileStatus[] found;
    try {
      found = files().listStatus(directory);
    } catch (FileNotFoundException e) {
      found = null;
    }
    List<String> names = new ArrayList<>();
    if (found != null) {
      for (FileStatus file : found) {
        if (!file.isDir()) {
          names.add(file.getPath().getName());
        }
      }
    }
    return names;
  }

  @Override
  public byte[] read(String name, int atMost) throws IOException {
    Path file = new Path(directory, name);
    try (InputStream in = files().open(file)) {
      return in.readNBytes(atMost + 1);
    } catch (FileNotFoundException e) {
      return null;
    }
  }

  @Override
  public void write(String name, byte[] bytes) throws IOException {
    try (OutputStream out =
        files().create(new Path(directory, name), FileSystem.WriteMode.OVERWRITE)) {
      out.write(bytes);
    }
  }

  @Override
  public void delete(String name) throws IOException {
    try {
      files().delete(new Path(directory, name), false);
    } catch (FileNotFoundException e) {
      // Some file systems tell, others do not.
      return;
    }
  }

  @Override
  public String toString() {
    return directory.toString();
  }
}
